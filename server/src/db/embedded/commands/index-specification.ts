/** Reads the specification of an index, refusing what this engine does not have. */
import { deserialize } from 'bson';
import { toDouble } from '../bson/decimal.ts';
import { entries, field, isNumber, type Raw, stringOf, Type } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/compile.ts';
import { conjuncts } from '../query/filter.ts';
import type { IndexSpec } from '../store/catalog.ts';
import type { Invocation } from './invocation.ts';

const options = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'background',
  'expireAfterSeconds',
  'partialFilterExpression',
  'hidden',
  'ns',
  'collation',
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'wildcardProjection',
  'storageEngine',
  'prepareUnique',
  'clustered',
  'dropDups',
]);

export function bad(
  message: string,
  code:
    | 'CannotCreateIndex'
    | 'InvalidIndexSpecificationOption'
    | 'FailedToParse'
    | 'TypeMismatch'
    | 'BadValue' = 'CannotCreateIndex',
): CommandError {
  return new CommandError(code, message);
}

function flag(spec: Raw, name: string): boolean {
  const value = field(spec, name);
  return (
    value !== undefined && (value.type === Type.bool ? value.buf[value.start] === 1 : toDouble(value) !== 0)
  );
}

function keyOf(spec: Raw): Record<string, number> {
  const key = field(spec, 'key');
  if (!key?.isObject)
    throw bad("The 'key' field is a required property of an index specification", 'FailedToParse');
  const fields = entries(key);
  if (fields.length === 0) throw bad('Index keys cannot be an empty object');
  if (fields.length > 32) throw bad('Index key pattern has too many fields: the limit is 32');
  return Object.fromEntries(
    fields.map(([path, direction]) => {
      if (direction.type === Type.string)
        throw new CommandError(
          'CannotCreateIndex',
          `index type '${stringOf(direction)}' is not supported by this engine`,
        );
      const number = isNumber(direction.type) ? toDouble(direction) : NaN;
      if (Number.isNaN(number) || number === 0)
        throw bad(
          `Values in v:2 index key pattern cannot be of type ${direction.type}. Only numbers > 0, numbers < 0, and strings are allowed.`,
        );
      if (path === '' || path.split('.').includes('')) throw bad('Index keys cannot contain an empty field.');
      if (path.includes('$**'))
        throw new CommandError('CommandNotSupported', 'wildcard indexes are not supported by this engine');
      if (path.startsWith('$') || path.split('.').some((part) => part.startsWith('$')))
        throw bad(`Index key contains an illegal field name: field name starts with '$'.`);
      return [path, number];
    }),
  );
}

export function parseIndex(call: Invocation, spec: Raw): IndexSpec {
  for (const [name] of entries(spec)) {
    if (!options.has(name))
      throw bad(
        `The field '${name}' is not valid for an index specification. Specification: ${name}`,
        'InvalidIndexSpecificationOption',
      );
    if (['weights', 'wildcardProjection', 'clustered', 'prepareUnique'].includes(name))
      throw new CommandError('CommandNotSupported', `index option ${name} is not supported by this engine`);
  }
  call.refuseCollation(field(spec, 'collation'));
  const key = keyOf(spec);
  const nameValue = field(spec, 'name');
  if (nameValue?.type !== Type.string)
    throw bad("The 'name' field is a required property of an index specification", 'FailedToParse');
  const name = stringOf(nameValue);
  if (name === '' || name === '*')
    throw bad(`Index name cannot be '${name}'`, name === '' ? 'CannotCreateIndex' : 'BadValue');
  const expire = field(spec, 'expireAfterSeconds');
  if (expire) checkExpiry(expire, key);
  const partial = field(spec, 'partialFilterExpression');
  if (partial) checkPartial(partial, spec);
  const isId = Object.keys(key).join() === '_id';
  return {
    v: 2,
    key,
    name: isId ? '_id_' : name,
    ...(flag(spec, 'unique') && !isId ? { unique: true } : {}),
    ...(flag(spec, 'sparse') ? { sparse: true } : {}),
    ...(flag(spec, 'hidden') ? { hidden: true } : {}),
    ...(expire ? { expireAfterSeconds: toDouble(expire) } : {}),
    ...(partial ? { partialFilterExpression: deserialize(partial.bytes(), { promoteValues: false }) } : {}),
  };
}

function checkExpiry(value: Raw, key: Record<string, number>): void {
  if (!isNumber(value.type)) throw bad(`TTL index 'expireAfterSeconds' option must be numeric`);
  const seconds = toDouble(value);
  if (seconds < 0 || seconds > 0x7fffffff)
    throw bad(
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number than ${seconds}`,
    );
  if (Object.keys(key).length > 1)
    throw bad('TTL indexes are single-field indexes, compound indexes do not support TTL.');
  if (Object.keys(key)[0] === '_id')
    throw new CommandError(
      'InvalidIndexSpecificationOption',
      "The field 'expireAfterSeconds' is not valid for an _id index specification.",
    );
}

const partialOperators = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$exists', '$in']);

function checkPartial(filter: Raw, spec: Raw): void {
  if (!filter.isObject)
    throw bad("'partialFilterExpression' for an index must be a document", 'TypeMismatch');
  if (flag(spec, 'sparse')) throw bad('cannot mix "partialFilterExpression" and "sparse" options');
  const check = (each: ReturnType<typeof conjuncts>[number]): void => {
    if (each.kind === 'or' || each.kind === 'and') return each.filters.forEach(check);
    const wrong =
      each.kind !== 'leaf' ||
      !partialOperators.has(each.operator) ||
      (each.operator === '$exists' &&
        !(each.value.type === Type.bool ? each.value.buf[each.value.start] === 1 : toDouble(each.value)));
    if (wrong)
      throw bad(
        `Expression not supported in partial index: ${each.kind === 'leaf' ? `${each.path} ${each.operator}` : `$${each.kind}`}`,
      );
  };
  conjuncts(compileFilter(filter).filter).forEach(check);
}
