/** A stream of documents between stages. It may be put aside between commands. */
import type { Raw } from '../bson/raw.ts';

export interface Source {
  next(): Raw | undefined;
  suspend(): void;
}

export function sourceOf(documents: Iterable<Raw>): Source {
  const iterator = documents[Symbol.iterator]();
  return {
    next: () => {
      const step = iterator.next();
      return step.done ? undefined : step.value;
    },
    suspend: () => undefined,
  };
}

/** A source whose documents are computed when the first is asked for. */
export function deferred(input: Source, compute: (documents: Raw[]) => Iterable<Raw>): Source {
  let output: Source | undefined;
  return {
    next: () => {
      output ??= sourceOf(compute(drain(input)));
      return output.next();
    },
    suspend: () => input.suspend(),
  };
}

export function drain(input: Source): Raw[] {
  const all: Raw[] = [];
  for (let document = input.next(); document; document = input.next()) all.push(document);
  input.suspend();
  return all;
}

export function mapped(input: Source, change: (document: Raw) => Raw): Source {
  return {
    next: () => {
      const document = input.next();
      return document && change(document);
    },
    suspend: () => input.suspend(),
  };
}

/** Each document becomes any number of documents. */
export function spread(input: Source, change: (document: Raw) => Raw[]): Source {
  let waiting: Raw[] = [];
  let at = 0;
  return {
    next: () => {
      while (at >= waiting.length) {
        const document = input.next();
        if (!document) return undefined;
        waiting = change(document);
        at = 0;
      }
      return waiting[at++];
    },
    suspend: () => input.suspend(),
  };
}
