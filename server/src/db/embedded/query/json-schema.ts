/** `$jsonSchema` and collection validators: the keywords that MongoDB knows; others are refused by name. */
import { toDouble } from '../bson/decimal.ts';
import { typeName } from '../bson/format.ts';
import { compareValues, equalValues, valueKey } from '../bson/keys.ts';
import { entries, field, isNumber, items, type Raw, stringOf, Type } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';
import { compilePattern } from './regex.ts';

type Check = (value: Raw) => boolean;

const jsonTypes: Record<string, string[]> = {
  object: ['object'],
  array: ['array'],
  number: ['int', 'double', 'long', 'decimal'],
  boolean: ['bool'],
  string: ['string'],
  null: ['null'],
};

function typeCheck(names: Raw, map: (name: string) => string[]): Check {
  const wanted = new Set((names.isArray ? items(names) : [names]).flatMap((each) => map(stringOf(each))));
  return (value) => wanted.has(typeName(value.type));
}

function limit(kind: (value: Raw) => number | undefined, accept: (measure: number) => boolean): Check {
  return (value) => {
    const measure = kind(value);
    return measure === undefined || accept(measure);
  };
}

const length = (value: Raw): number | undefined =>
  value.type === Type.string ? Array.from(stringOf(value)).length : undefined;
const count = (value: Raw): number | undefined => (value.isArray ? items(value).length : undefined);
const size = (value: Raw): number | undefined => (value.isObject ? entries(value).length : undefined);

function properties(schema: Raw): Check {
  const declared = new Map(
    entriesOf(field(schema, 'properties')).map(([name, each]) => [name, compileSchema(each)]),
  );
  const patterns = entriesOf(field(schema, 'patternProperties')).map(
    ([pattern, each]) => [compilePattern(pattern, ''), compileSchema(each)] as const,
  );
  const additional = field(schema, 'additionalProperties');
  const other: Check | undefined =
    additional?.type === Type.bool
      ? () => additional.buf[additional.start] === 1
      : additional && compileSchema(additional);
  return (value) => {
    if (!value.isObject) return true;
    return entries(value).every(([name, each]) => {
      const matching = patterns.filter(([pattern]) => pattern.test(name));
      const own = declared.get(name);
      if (own && !own(each)) return false;
      if (!matching.every(([, check]) => check(each))) return false;
      return own !== undefined || matching.length > 0 || !other || other(each);
    });
  };
}

function entriesOf(value: Raw | undefined): [string, Raw][] {
  return value ? entries(value) : [];
}

function arrayItems(schema: Raw): Check {
  const list = field(schema, 'items')!;
  const additional = field(schema, 'additionalItems');
  if (list.isObject) {
    const check = compileSchema(list);
    return (value) => !value.isArray || items(value).every(check);
  }
  const checks = items(list).map(compileSchema);
  const rest: Check =
    additional?.type === Type.bool && additional.buf[additional.start] === 0
      ? () => false
      : additional?.isObject
        ? compileSchema(additional)
        : () => true;
  return (value) => !value.isArray || items(value).every((each, i) => (checks[i] ?? rest)(each));
}

function bound(schema: Raw, operand: Raw, sign: number, exclusiveName: string): Check {
  const flag = field(schema, exclusiveName);
  const exclusive = flag?.type === Type.bool && flag.buf[flag.start] === 1;
  return (value) => {
    if (!isNumber(value.type)) return true;
    const order = compareValues(value, operand) * sign;
    return order > 0 || (!exclusive && order === 0);
  };
}

const ignored = new Set([
  'title',
  'description',
  'additionalProperties',
  'patternProperties',
  'additionalItems',
  'exclusiveMinimum',
  'exclusiveMaximum',
]);

function keyword(schema: Raw, name: string, operand: Raw): Check {
  const number = isNumber(operand.type) ? toDouble(operand) : NaN;
  const all = (): Check[] => items(operand).map(compileSchema);
  switch (name) {
    case 'bsonType':
      return typeCheck(operand, (each) => (each === 'number' ? jsonTypes['number']! : [each]));
    case 'type':
      return typeCheck(operand, (each) => {
        const found = jsonTypes[each];
        if (!found) throw new CommandError('BadValue', `$jsonSchema type '${each}' is not supported`);
        return found;
      });
    case 'required': {
      const names = items(operand).map(stringOf);
      return (value) => !value.isObject || names.every((each) => field(value, each) !== undefined);
    }
    case 'properties':
      return properties(schema);
    case 'enum': {
      const values = items(operand);
      return (value) => values.some((each) => equalValues(each, value));
    }
    case 'minimum':
      return bound(schema, operand, 1, 'exclusiveMinimum');
    case 'maximum':
      return bound(schema, operand, -1, 'exclusiveMaximum');
    case 'multipleOf':
      return (value) => !isNumber(value.type) || toDouble(value) % number === 0;
    case 'minLength':
      return limit(length, (measure) => measure >= number);
    case 'maxLength':
      return limit(length, (measure) => measure <= number);
    case 'pattern': {
      const pattern = compilePattern(stringOf(operand), '');
      return (value) => value.type !== Type.string || pattern.test(stringOf(value));
    }
    case 'minItems':
      return limit(count, (measure) => measure >= number);
    case 'maxItems':
      return limit(count, (measure) => measure <= number);
    case 'uniqueItems':
      return (value) => !value.isArray || new Set(items(value).map(valueKey)).size === items(value).length;
    case 'items':
      return arrayItems(schema);
    case 'minProperties':
      return limit(size, (measure) => measure >= number);
    case 'maxProperties':
      return limit(size, (measure) => measure <= number);
    case 'allOf':
      return every(all());
    case 'anyOf': {
      const checks = all();
      return (value) => checks.some((check) => check(value));
    }
    case 'oneOf': {
      const checks = all();
      return (value) => checks.filter((check) => check(value)).length === 1;
    }
    case 'not': {
      const check = compileSchema(operand);
      return (value) => !check(value);
    }
    default:
      throw new CommandError('FailedToParse', `Unknown $jsonSchema keyword: ${name}`);
  }
}

function every(checks: readonly Check[]): Check {
  return (value) => checks.every((check) => check(value));
}

export function compileSchema(schema: Raw): Check {
  if (!schema.isObject) throw new CommandError('TypeMismatch', '$jsonSchema must be an object');
  const checks = entries(schema).flatMap(([name, operand]) =>
    ignored.has(name) ? [] : [keyword(schema, name, operand)],
  );
  const hasProperties = field(schema, 'properties') !== undefined;
  if (!hasProperties && (field(schema, 'additionalProperties') || field(schema, 'patternProperties')))
    checks.push(properties(schema));
  return every(checks);
}
