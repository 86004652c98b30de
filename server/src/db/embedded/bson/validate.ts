/** Checks bytes from the network once, so that every later walk may trust lengths and terminators. */
import { CommandError } from '../errors.ts';
import { readInt32, Type } from './raw.ts';

/** MongoDB refuses documents nested deeper than this. */
export const maxDepth = 180;

function invalid(reason: string): CommandError {
  return new CommandError(22, `invalid BSON: ${reason}`, { codeName: 'InvalidBSON' });
}

function cstring(buf: Buffer, at: number, end: number): number {
  const zero = buf.indexOf(0, at);
  if (zero < 0 || zero >= end) throw invalid('a name is not terminated');
  return zero + 1;
}

function text(buf: Buffer, at: number, end: number): number {
  if (at + 5 > end) throw invalid('a string is cut off');
  const length = readInt32(buf, at);
  if (length < 1 || length > end - at - 4 || buf[at + 4 + length - 1] !== 0)
    throw invalid('a string has a wrong length');
  return at + 4 + length;
}

function fixed(at: number, size: number, end: number): number {
  if (at + size > end) throw invalid('a value is cut off');
  return at + size;
}

function value(buf: Buffer, type: number, at: number, end: number, depth: number): number {
  switch (type) {
    case Type.double:
    case Type.date:
    case Type.timestamp:
    case Type.long:
      return fixed(at, 8, end);
    case Type.int:
      return fixed(at, 4, end);
    case Type.string:
    case Type.code:
    case Type.symbol:
      return text(buf, at, end);
    case Type.object:
    case Type.array:
      return validateDocument(buf, at, end, depth + 1);
    case Type.binary: {
      if (at + 5 > end) throw invalid('binary data is cut off');
      const length = readInt32(buf, at);
      if (length < 0) throw invalid('binary data has a negative length');
      return fixed(at + 5, length, end);
    }
    case Type.objectId:
      return fixed(at, 12, end);
    case Type.bool:
      if (at < end && buf[at]! > 1) throw invalid('a boolean is neither 0 nor 1');
      return fixed(at, 1, end);
    case Type.decimal:
      return fixed(at, 16, end);
    case Type.regex:
      return cstring(buf, cstring(buf, at, end), end);
    case Type.dbPointer:
      return fixed(text(buf, at, end), 12, end);
    case Type.codeWithScope: {
      if (at + 14 > end) throw invalid('code with scope is cut off');
      const stop = at + readInt32(buf, at);
      if (stop <= at || stop > end) throw invalid('code with scope has a wrong length');
      if (validateDocument(buf, text(buf, at + 4, stop), stop, depth + 1) !== stop)
        throw invalid('code with scope');
      return stop;
    }
    case Type.null:
    case Type.undefined:
    case Type.minKey:
    case Type.maxKey:
      return at;
    default:
      throw invalid(`unknown type 0x${type.toString(16)}`);
  }
}

/** Returns where the document that begins at `start` ends. Throws InvalidBSON (22) or, when nested too deep, 15. */
export function validateDocument(buf: Buffer, start: number, limit: number, depth = 0): number {
  if (depth > maxDepth) throw new CommandError(15, `BSON nested deeper than ${maxDepth} levels`);
  if (start + 5 > limit) throw invalid('a document is cut off');
  const length = readInt32(buf, start);
  const end = start + length;
  if (length < 5 || end > limit) throw invalid('a document has a wrong length');
  let at = start + 4;
  for (;;) {
    if (at >= end) throw invalid('a document is not terminated');
    const type = buf[at]!;
    at += 1;
    if (type === 0) break;
    at = value(buf, type, cstring(buf, at, end), end, depth);
  }
  if (at !== end) throw invalid('a document ends before its length');
  return end;
}
