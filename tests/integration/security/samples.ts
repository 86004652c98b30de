/** Valid inputs and hostile values, made from the schemas of the commands themselves. */
import { commands } from '@atrium/shared/commands';
import * as z from 'zod';

export type Json = { [key: string]: unknown };
export type Path = (string | number)[];

/** What a schema may ask of a string. The first that fits is taken. */
const strings = [
  'abcdefghijklmnopqrstuvwxyz0123456789',
  'abcdefghijklmnopqrstuv',
  'somebody@example.org',
  'corp.example',
  '🎉',
  'Europe/Madrid',
];

function sampleOf(schema: Json): unknown {
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const variants = [...list(schema['anyOf']), ...list(schema['oneOf'])];
  if (variants.length > 0) return sampleOf(variants.find(({ type }) => type !== 'null') ?? {});
  switch (schema['type']) {
    case 'string':
      return strings.find((text) => fits(schema, text)) ?? 'no sample';
    case 'integer':
    case 'number':
      return Math.max(Number(schema['minimum'] ?? 0), 1);
    case 'boolean':
      return true;
    case 'array':
      return [sampleOf(schema['items'] as Json)];
    case 'object':
      return Object.fromEntries(
        Object.entries((schema['properties'] as Record<string, Json>) ?? {}).map(([key, part]) => [
          key,
          sampleOf(part),
        ]),
      );
    default:
      return null;
  }
}

function fits({ minLength, maxLength, pattern, format }: Json, text: string): boolean {
  if (text.length < Number(minLength ?? 0) || text.length > Number(maxLength ?? 1e9)) return false;
  if (format === 'email' && !text.includes('@')) return false;
  return typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text);
}

const list = (value: unknown) => (Array.isArray(value) ? (value as Json[]) : []);

export interface Sample {
  name: string;
  input: Json;
  /** Where a value can be put: every field, those inside objects and lists, too. */
  paths: Path[];
  /** Where a further field can be put: the input and every object inside it. */
  objects: Path[];
}

export function sampleCommands(): Sample[] {
  return [...commands.values()].map((spec) => {
    const input = sampleOf(z.toJSONSchema(spec.input as z.ZodType, { io: 'input' }) as Json) as Json;
    const parsed = spec.input.safeParse(input);
    if (!parsed.success) throw new Error(`${spec.name}: the sample is not valid: ${parsed.error.message}`);
    const places = walk(input, []);
    return {
      name: spec.name,
      input,
      paths: places.map(({ path }) => path).filter((path) => path.length > 0),
      objects: places.filter(({ value }) => isObject(value)).map(({ path }) => path),
    };
  });
}

function walk(value: unknown, path: Path): { path: Path; value: unknown }[] {
  if (Array.isArray(value))
    return [{ path, value }, ...value.flatMap((item, index) => walk(item, [...path, index]))];
  if (!isObject(value)) return [{ path, value }];
  return [{ path, value }, ...Object.entries(value).flatMap(([key, part]) => walk(part, [...path, key]))];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of the input with another value at a place. */
export function withValue(input: Json, path: Path, value: unknown): Json {
  const copy = structuredClone(input);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Json)[key], copy) as Json;
  Object.defineProperty(parent, path.at(-1)!, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
  return copy;
}

/** Values that no field of any command takes. Those of the first list can be written as JSON. */
export const hostileJson: unknown[] = [
  { $gt: '' },
  { $gte: 0 },
  { $ne: null },
  { $ne: 'x' },
  { $exists: true },
  { $type: 2 },
  { $in: ['a', 'b'] },
  { $nin: [] },
  { $not: { $eq: 'x' } },
  { $or: [{}, { a: 1 }] },
  { $and: [] },
  { $nor: [{}] },
  { $regex: '^a' },
  { $regex: '(a+)+$', $options: 'i' },
  { $where: 'sleep(1000)' },
  { $where: 'this.password' },
  { $expr: { $eq: [1, 1] } },
  { $expr: { $function: { body: 'return true', args: [], lang: 'js' } } },
  { $function: { body: 'function(){}', args: [], lang: 'js' } },
  { $accumulator: {} },
  { $elemMatch: { $gt: '' } },
  { $size: 0 },
  { $mod: [1, 0] },
  { $text: { $search: 'a' } },
  { $set: { role: 'owner' } },
  { $unset: { deactivatedAt: 1 } },
  { $inc: { seq: 1 } },
  { $push: { ownerIds: 'me' } },
  { $rename: { a: 'b' } },
  { $setOnInsert: {} },
  { $out: 'members' },
  { $merge: 'members' },
  { $lookup: { from: 'auth_sessions' } },
  { 'a.$b': 1 },
  { 'a.b.c': 1 },
  { '': 1 },
  { '\u0000': 1 },
  { '$\u0000gt': '' },
  { _bsontype: 'ObjectId', id: 'aaaaaaaaaaaa' },
  { _bsontype: 'Binary', buffer: 'x' },
  { _bsontype: 'Code', code: 'sleep(1)' },
  { toString: 'x' },
  { valueOf: 1 },
  { toJSON: 'x' },
  { constructor: { prototype: { isAdmin: true } } },
  { length: 1, 0: 'a' },
  // oxlint-disable-next-line unicorn/no-thenable -- that is the attack
  { then: 'x' },
  [{ $gt: '' }],
  [[{ $ne: null }]],
  [[['a']]],
  [{ $where: 'sleep(1)' }, 'a'],
  [null, { $gt: '' }],
];

/** What only a program in the same process, or a binary frame, could send. */
export const hostileObjects: unknown[] = [
  new Date(0),
  /^a/,
  Buffer.from('abcdefghijklmnopqrstuv'),
  new Uint8Array(22),
  new Map([['$gt', '']]),
  new Set(['a']),
  new Error('x'),
  Symbol('x'),
  10n,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  () => true,
  Object.create({ $gt: '' }, { inherited: { value: 1, enumerable: true } }),
];

/** What the server alone decides. */
export const serverOwned = [
  ...[
    '_id',
    '__v',
    'id_',
    'seq_',
    'authorId',
    'createdAt',
    'createdBy',
    'editedAt',
    'deletedAt',
    'deleted',
    'updatedAt',
  ],
  ...[
    'updatedSeq',
    'n',
    'rn',
    'lane',
    'digest',
    'workspaceId',
    'isAdmin',
    'isOwner',
    'roles',
    'permissions',
    'verified',
  ],
  ...[
    'emailVerified',
    'passwordHash',
    'sessionVersion',
    'sessionId',
    'tokenHash',
    'deactivatedAt',
    'ownerIds',
    'usedAt',
  ],
  ...[
    'revokedAt',
    'locked',
    'lockedAt',
    'pinnedAt',
    'visibleFrom',
    'joinedSeq',
    'scopeOverrides',
    '$set',
    '$inc',
    'at',
  ],
];
