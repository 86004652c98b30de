/** The stages that look at one document after the other, and what all stages are made of. */
import { toDouble } from '../bson/decimal.ts';
import { entries, isNumber, items, type Raw, stringOf, Type } from '../bson/raw.ts';
import { replaceAt } from '../bson/replace-at.ts';
import { documentOf, rawInt, rawLong, rawNull } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/compile.ts';
import { compileExpression, valueAt, type Variables } from '../query/expression.ts';
import { compileAddFields, compileProjection } from '../query/projection.ts';
import { compileSort, sortDocuments } from '../query/sort.ts';
import type { Catalog, Collection } from '../store/catalog.ts';
import type { Environment } from '../store/environment.ts';
import { deferred, mapped, type Source, spread } from './source.ts';

export type StageEntry = readonly [name: string, spec: Raw];

/** Opens the pipelines within a stage; given by the pipeline that the stage belongs to. */
export interface Pipelines {
  over(collection: Collection | undefined, list: readonly StageEntry[], context: StageContext): Source;
  overDocuments(list: readonly StageEntry[], context: StageContext): Source;
}

export interface StageContext {
  pipelines: Pipelines;
  env: Environment;
  catalog: Catalog;
  database: string;
  variables: Variables;
}

/** Compiles a stage's specification to what turns its input into its output. */
export type Stage = (spec: Raw, context: StageContext) => (input: Source) => Source;

export function integerOf(spec: Raw, name: string, code: number, least: number): number {
  const number = isNumber(spec.type) ? toDouble(spec) : NaN;
  if (!Number.isInteger(number) || number < least) {
    throw new CommandError(
      code,
      `invalid argument to ${name} stage: Expected ${least === 1 ? 'a positive' : 'a non-negative'} number in: ${name}`,
    );
  }
  return number;
}

export const match: Stage = (spec, { variables }) => {
  if (!spec.isObject) throw new CommandError(15959, 'the match filter must be an expression in an object');
  const { matches } = compileFilter(spec, variables);
  return (input) => ({
    next: () => {
      for (let document = input.next(); document; document = input.next())
        if (matches(document)) return document;
      return undefined;
    },
    suspend: () => input.suspend(),
  });
};

export function limitOf(spec: Raw): number {
  const most = integerOf(spec, '$limit', 5107201, 0);
  if (most === 0) throw new CommandError(15958, 'the limit must be positive');
  return most;
}

export const limit: Stage = (spec) => {
  const most = limitOf(spec);
  return (input) => {
    let left = most;
    return { next: () => (left-- > 0 ? input.next() : undefined), suspend: () => input.suspend() };
  };
};

export const skip: Stage = (spec) => {
  const count = integerOf(spec, '$skip', 5107200, 0);
  return (input) => {
    let left = count;
    return {
      next: () => {
        for (; left > 0; left--) if (!input.next()) return undefined;
        return input.next();
      },
      suspend: () => input.suspend(),
    };
  };
};

export const sort: Stage = (spec) => {
  if (!spec.isObject) throw new CommandError(15973, 'the $sort key specification must be an object');
  const fields = compileSort(spec);
  if (fields.length === 0) throw new CommandError(15976, '$sort stage must have at least one sort key');
  return (input) => deferred(input, (documents) => sortDocuments(documents, fields));
};

export const project: Stage = (spec, { variables }) => {
  if (!spec.isObject) throw new CommandError(15969, '$project specification must be an object');
  if (entries(spec).length === 0)
    throw new CommandError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const apply = compileProjection(spec, { forFind: false });
  return (input) => mapped(input, (document) => apply(document, variables));
};

export const addFields: Stage = (spec, { variables }) => {
  const apply = compileAddFields(spec);
  return (input) => mapped(input, (document) => apply(document, variables));
};

export const unset: Stage = (spec, context) => {
  const names = (spec.isArray ? items(spec) : [spec]).map((each) => {
    if (each.type !== Type.string)
      throw new CommandError(
        31002,
        '$unset specification must be a string or an array containing only string values',
      );
    return stringOf(each);
  });
  return project(documentOf(names.map((name) => [name, rawInt(0)])), context);
};

function replacement(expressionSource: Raw, name: string): Stage {
  const expression = compileExpression(expressionSource);
  return (_spec, { variables }) =>
    (input) =>
      mapped(input, (document) => {
        const value = expression(document, variables);
        if (!value?.isObject)
          throw new CommandError(
            40228,
            `'${name}' expression must evaluate to an object, but resulting value was: ${value ? 'not an object' : 'MISSING'}`,
          );
        return value;
      });
}

export const replaceRoot: Stage = (spec, context) => {
  const newRoot = spec.isObject ? entries(spec).find(([name]) => name === 'newRoot')?.[1] : undefined;
  if (!newRoot) throw new CommandError(40231, 'no newRoot specified for the $replaceRoot stage');
  return replacement(newRoot, 'newRoot')(spec, context);
};

export const replaceWith: Stage = (spec, context) => replacement(spec, 'replacement document')(spec, context);

export const count: Stage = (spec) => {
  const name = spec.type === Type.string ? stringOf(spec) : '';
  if (name === '') throw new CommandError(40156, 'the count field must be a non-empty string');
  if (name.startsWith('$')) throw new CommandError(40158, 'the count field cannot be a $-prefixed path');
  if (name.includes('.')) throw new CommandError(40160, "the count field cannot contain '.'");
  return (input) => {
    let done = false;
    return {
      next: () => {
        if (done) return undefined;
        done = true;
        let total = 0;
        while (input.next()) total += 1;
        return total === 0 ? undefined : documentOf([[name, rawInt(total)]]);
      },
      suspend: () => input.suspend(),
    };
  };
};

export const sample: Stage = (spec) => {
  const size = spec.isObject ? entries(spec).find(([name]) => name === 'size')?.[1] : undefined;
  if (!size) throw new CommandError(28745, '$sample stage must specify a size');
  const most = integerOf(size, '$sample', 28747, 0);
  return (input) =>
    deferred(input, (documents) => {
      for (let i = 0; i < Math.min(most, documents.length); i++) {
        const other = i + Math.floor(Math.random() * (documents.length - i));
        [documents[i], documents[other]] = [documents[other]!, documents[i]!];
      }
      return documents.slice(0, most);
    });
};

export const unwind: Stage = (spec) => {
  const options = spec.isObject ? new Map(entries(spec)) : new Map([['path', spec]]);
  const source = options.get('path');
  if (source?.type !== Type.string)
    throw new CommandError(28808, 'expected a string as the path for $unwind stage');
  const text = stringOf(source);
  if (!text.startsWith('$'))
    throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$': ${text}`);
  const parts = text.slice(1).split('.');
  const keep = options.get('preserveNullAndEmptyArrays');
  const keepEmpty = keep?.type === Type.bool && keep.buf[keep.start] === 1;
  const indexField = options.get('includeArrayIndex');
  const index = indexField && stringOf(indexField);
  const numbered = (document: Raw, at: number | undefined): Raw =>
    index === undefined
      ? document
      : replaceAt(document, index.split('.'), at === undefined ? rawNull : rawLong(BigInt(at)));
  return (input) =>
    spread(input, (document) => {
      const value = valueAt(document, parts, 0);
      if (value === undefined || value.type === Type.null || value.type === Type.undefined)
        return keepEmpty ? [numbered(document, undefined)] : [];
      if (!value.isArray) return [numbered(document, undefined)];
      const list = items(value);
      if (list.length === 0)
        return keepEmpty ? [numbered(replaceAt(document, parts, undefined), undefined)] : [];
      return list.map((each, at) => numbered(replaceAt(document, parts, each), at));
    });
};

export function stagesOf(pipeline: Raw): StageEntry[] {
  if (!pipeline.isArray)
    throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array");
  return items(pipeline).map((stage) => {
    const fields = stage.isObject ? entries(stage) : [];
    if (!stage.isObject)
      throw new CommandError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (fields.length !== 1)
      throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    return fields[0]!;
  });
}
