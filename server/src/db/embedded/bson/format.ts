/** Values as MongoDB writes them in its error messages. */
import { decimalText, longOf, toDouble } from './decimal.ts';
import { entries, items, type Raw, stringOf, Type } from './raw.ts';

export function formatValue(value: Raw): string {
  switch (value.type) {
    case Type.string:
    case Type.symbol:
      return JSON.stringify(stringOf(value));
    case Type.double: {
      const number = toDouble(value);
      return Number.isInteger(number) && Math.abs(number) < 1e15 ? number.toFixed(1) : String(number);
    }
    case Type.int:
      return String(toDouble(value));
    case Type.long:
      return longOf(value).toString();
    case Type.decimal:
      return decimalText(value);
    case Type.objectId:
      return `ObjectId('${value.bytes().toString('hex')}')`;
    case Type.bool:
      return value.buf[value.start] === 1 ? 'true' : 'false';
    case Type.date:
      return `new Date(${longOf(value)})`;
    case Type.null:
      return 'null';
    case Type.undefined:
      return 'undefined';
    case Type.object: {
      const all = entries(value).map(([name, each]) => `${name}: ${formatValue(each)}`);
      return all.length > 0 ? `{ ${all.join(', ')} }` : '{}';
    }
    case Type.array: {
      const all = items(value).map(formatValue);
      return all.length > 0 ? `[ ${all.join(', ')} ]` : '[]';
    }
    case Type.binary: {
      const subtype = value.buf[value.start + 4]!;
      const hex = value.buf.toString('hex', value.start + 5, value.end);
      return subtype === 4 && hex.length === 32
        ? `UUID("${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}")`
        : `BinData(${subtype}, ${hex.toUpperCase()})`;
    }
    case Type.timestamp:
      return `Timestamp(${value.buf.readUInt32LE(value.start + 4)}, ${value.buf.readUInt32LE(value.start)})`;
    case Type.regex: {
      const middle = value.buf.indexOf(0, value.start);
      return `/${value.buf.toString('utf8', value.start, middle)}/${value.buf.toString('utf8', middle + 1, value.end - 1)}`;
    }
    case Type.minKey:
      return 'MinKey';
    case Type.maxKey:
      return 'MaxKey';
    default:
      return value.bytes().toString('hex');
  }
}

const names: Record<number, string> = {
  [Type.double]: 'double',
  [Type.string]: 'string',
  [Type.object]: 'object',
  [Type.array]: 'array',
  [Type.binary]: 'binData',
  [Type.undefined]: 'undefined',
  [Type.objectId]: 'objectId',
  [Type.bool]: 'bool',
  [Type.date]: 'date',
  [Type.null]: 'null',
  [Type.regex]: 'regex',
  [Type.dbPointer]: 'dbPointer',
  [Type.code]: 'javascript',
  [Type.symbol]: 'symbol',
  [Type.codeWithScope]: 'javascriptWithScope',
  [Type.int]: 'int',
  [Type.timestamp]: 'timestamp',
  [Type.long]: 'long',
  [Type.decimal]: 'decimal',
  [Type.minKey]: 'minKey',
  [Type.maxKey]: 'maxKey',
};

/** The type's name as `$type` knows it. */
export function typeName(type: number): string {
  return names[type] ?? 'unknown';
}
