/**
 * The elements of a JSON array, one after the other, from a stream: a file may be larger than memory, and what is broken
 * costs one element, or what follows the break, and not the file.
 */
import type { Readable } from 'node:stream';

/** An element beyond this is left out. */
const elementBytesMax = 16 * 1024 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

export type BadJson = (reason: 'bad_json' | 'bad_record' | 'too_large', detail: string) => void;

/** Those of each chunk together. @param bad is told of what could not be read */
export async function* readJsonArray(stream: Readable, bad: BadJson): AsyncGenerator<unknown[]> {
  const splitter = new Splitter(bad);
  for await (const chunk of stream) {
    const elements = splitter.take(chunk as Buffer);
    if (elements.length > 0) yield elements;
    if (splitter.isOver) break;
  }
  splitter.end();
}

class Splitter {
  readonly #bad: BadJson;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #state: 'before' | 'inside' | 'after' | 'foreign' = 'before';
  /** The beginning of an element whose end is in a later chunk. */
  #parts: Buffer[] = [];
  #length = 0;

  constructor(bad: BadJson) {
    this.#bad = bad;
  }

  get isOver(): boolean {
    return this.#state === 'after' || this.#state === 'foreign';
  }

  take(chunk: Buffer): unknown[] {
    const found: unknown[] = [];
    let from = 0;
    let at = this.#state === 'before' ? this.#begin(chunk) : 0;
    if (this.#state !== 'inside') return found;
    if (this.#depth === 0) {
      this.#depth = 1;
      from = at;
    }
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
      } else if (byte === quote) this.#inString = true;
      else if (byte === openBracket || byte === openBrace) this.#depth += 1;
      else if (byte === closeBracket || byte === closeBrace) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        this.#element(chunk.subarray(from, at), found);
        this.#state = 'after';
        return found;
      } else if (byte === comma && this.#depth === 1) {
        this.#element(chunk.subarray(from, at), found);
        from = at + 1;
      }
    }
    this.#keep(chunk.subarray(from));
    return found;
  }

  end(): void {
    if (this.#state === 'foreign') this.#bad('bad_json', 'not an array');
    else if (this.#state !== 'after') this.#bad('bad_json', 'ends in the middle');
  }

  /** Behind the opening bracket. */
  #begin(chunk: Buffer): number {
    const text = chunk.toString('latin1');
    const at = text.search(/[^\s\u00ef\u00bb\u00bf]/);
    if (at < 0) return chunk.length;
    this.#state = text[at] === '[' ? 'inside' : 'foreign';
    return at + 1;
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length <= elementBytesMax) this.#parts.push(part);
    else this.#parts = [];
  }

  #element(last: Buffer, found: unknown[]): void {
    const length = this.#length + last.length;
    const bytes = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#length = 0;
    if (length > elementBytesMax) return this.#bad('too_large', `${length} bytes`);
    const text = bytes.toString('utf8').trim();
    if (text === '') return;
    try {
      found.push(JSON.parse(text));
    } catch {
      this.#bad('bad_record', text.slice(0, 120));
    }
  }
}
