/** Random documents, filters, updates and commands, over few fields and few values so that they meet. */
import { type Document, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';
import type { Random } from '../random.ts';

export interface Operation {
  kind: 'read' | 'write';
  command: Document;
  /** How rows of the answer are to be compared. */
  rows?: 'ordered' | 'unordered';
}

const PATHS = ['a', 'b', 'd.x', 'd.y', 'l', 'l.x', 'l.0', 'flag'] as const;

function scalar(random: Random): unknown {
  const n = random.whole(-2, 4);
  return random.pick<() => unknown>([
    () => new Int32(n),
    () => new Int32(n),
    () => new Double(n + 0.5),
    () => new Double(n),
    () => Long.fromNumber(n),
    () => Decimal128.fromString(`${n}.25`),
    () => random.pick(['', 'a', 'ab', 'b', 'B', 'é']),
    () => null,
    () => new Date(n * 1000),
    () => new ObjectId(`00000000000000000000000${Math.abs(n)}`),
  ])();
}

function value(random: Random, depth = 0): unknown {
  if (depth < 2 && random.chance(0.15))
    return random.several(random.whole(0, 3), () => value(random, depth + 1));
  if (depth < 2 && random.chance(0.12)) return subdocument(random, depth + 1);
  return scalar(random);
}

function subdocument(random: Random, depth: number): Document {
  const made: Document = {};
  for (const name of ['x', 'y']) if (random.chance(0.6)) made[name] = value(random, depth);
  return made;
}

export function randomDocument(random: Random): Document {
  const made: Document = { _id: new Int32(random.whole(1, 40)) };
  if (random.chance(0.8)) made['a'] = value(random);
  if (random.chance(0.7)) made['b'] = scalar(random);
  if (random.chance(0.5)) made['d'] = random.chance(0.8) ? subdocument(random, 1) : value(random);
  if (random.chance(0.6)) made['l'] = random.several(random.whole(0, 3), () => value(random, 1));
  if (random.chance(0.5)) made['flag'] = random.chance(0.5);
  if (random.chance(0.5)) made['u'] = new Int32(random.whole(1, 60));
  return made;
}

function condition(random: Random): unknown {
  return random.pick<() => unknown>([
    () => value(random),
    () => scalar(random),
    () => random.chance(0.5),
    () => ({ [random.pick(['$gt', '$gte', '$lt', '$lte', '$eq', '$ne'])]: scalar(random) }),
    () => ({ $gte: new Int32(random.whole(-2, 1)), $lt: new Int32(random.whole(1, 4)) }),
    () => ({ [random.pick(['$in', '$nin'])]: random.several(random.whole(0, 3), () => scalar(random)) }),
    () => ({ $exists: random.chance(0.5) }),
    () => ({ $type: random.pick(['number', 'string', 'array', 'object', 'null', 'date', 'int']) }),
    () => ({ $size: random.whole(0, 3) }),
    () => ({ $all: random.several(random.whole(1, 2), () => scalar(random)) }),
    () => ({ $elemMatch: { [random.pick(['$gt', '$lt'])]: scalar(random) } }),
    () => ({ $elemMatch: { x: scalar(random) } }),
    () => ({ $not: { [random.pick(['$gt', '$lte'])]: scalar(random) } }),
    () => ({ $regex: random.pick(['^a', 'b', '^A']), $options: random.pick(['', 'i']) }),
    () => ({ $mod: [2, random.whole(0, 1)] }),
  ])();
}

export function randomFilter(random: Random, depth = 0): Document {
  if (random.chance(0.15)) return { _id: random.whole(1, 40) };
  if (depth === 0 && random.chance(0.2)) {
    const branches = random.several(random.whole(1, 3), () => randomFilter(random, 1));
    return { [random.pick(['$or', '$and', '$nor'])]: branches };
  }
  const made: Document = {};
  for (let i = random.whole(0, 2); i >= 0; i--) made[random.pick(PATHS)] = condition(random);
  return made;
}

function randomUpdate(random: Random): Document {
  const made: Document = {};
  const paths = ['a', 'b', random.pick(['d.x', 'd.z']), 'l', 'n'].filter(() => random.chance(0.4));
  for (const path of paths.length > 0 ? paths : ['a']) {
    const anywhere: (() => [string, unknown])[] = [
      () => ['$set', value(random)],
      () => ['$inc', random.pick([new Int32(1), new Double(0.5), Long.fromNumber(2)])],
      () => ['$mul', random.pick([new Int32(2), new Double(0.5)])],
      () => ['$min', scalar(random)],
      () => ['$max', scalar(random)],
      () => ['$push', value(random, 1)],
      () => ['$push', { $each: random.several(2, () => new Int32(random.whole(0, 9))), $slice: -3 }],
      () => ['$push', { $each: [new Int32(random.whole(0, 9))], $position: random.whole(0, 2) }],
      () => ['$addToSet', scalar(random)],
      () => ['$addToSet', { $each: random.several(2, () => scalar(random)) }],
    ];
    // Where a path cannot be created the reference takes these for something else.
    const atTheTop: (() => [string, unknown])[] = [
      () => ['$unset', ''],
      () => ['$pop', random.pick([1, -1])],
      () => ['$pull', scalar(random)],
      () => ['$pull', { [random.pick(['$gt', '$lt'])]: new Int32(random.whole(0, 3)) }],
      () => ['$pull', { $in: random.several(2, () => scalar(random)) }],
      () => ['$pull', { $size: random.whole(0, 2) }],
      () => ['$pull', { $elemMatch: { $gt: new Int32(random.whole(0, 3)) } }],
      () => ['$pullAll', random.several(2, () => scalar(random))],
    ];
    const choices = path.includes('.') ? anywhere : [...anywhere, ...atTheTop];
    const [operator, operand] = random.pick(choices)();
    made[operator] = { ...made[operator], [path]: operand };
  }
  return made;
}

/** Which paths may be used for what. */
export interface Paths {
  sort: readonly string[];
  distinct: readonly string[];
}

export const ANY_PATHS: Paths = { sort: ['a', 'b', 'd.x', 'l', 'd'], distinct: PATHS };
/**
 * The reference puts an empty array elsewhere in order than MongoDB does, before null, and finds no distinct values
 * in an array that a number names.
 */
export const PATHS_OF_REFERENCE: Paths = {
  sort: ['u', 'flag'],
  distinct: PATHS.filter((path) => path !== 'l.0'),
};

/** At most one field that may hold an array: MongoDB refuses rows with two, and the reference does not. */
function randomIndex(random: Random): Document {
  const direction = () => random.pick([1, -1]);
  const main = { [random.pick(['a', 'b', 'd.x', 'l.x', 'l'])]: direction() };
  const beside = { [random.pick(['u', 'flag', '_id'])]: direction() };
  const key = random.pick([main, { ...main, ...beside }, { ...beside, ...main }]);
  const name = Object.entries(key).flat().join('_');
  return random.chance(0.2) ? { key, name: `${name}_sparse`, sparse: true } : { key, name };
}

export function randomOperation(random: Random, name: string, paths: Paths): Operation {
  const sortOf = (): Document => ({
    [random.pick(paths.sort)]: random.pick([1, -1]),
    _id: random.pick([1, -1]),
  });
  const write = (command: Document): Operation => ({ kind: 'write', command });
  const read = (command: Document, rows: 'ordered' | 'unordered'): Operation => ({
    kind: 'read',
    command,
    rows,
  });
  const pipelines: [() => Document[], 'ordered' | 'unordered'][] = [
    [() => [{ $match: randomFilter(random) }, { $sort: sortOf() }, { $skip: 1 }, { $limit: 5 }], 'ordered'],
    [
      // By type: which of 1, 1.0 and NumberLong(1) stands for the group depends on the order of the scan.
      () => [
        {
          $group: { _id: { $type: `$${random.pick(['a', 'b', 'd'])}` }, n: { $sum: 1 }, top: { $max: '$u' } },
        },
      ],
      'unordered',
    ],
    [() => [{ $unwind: '$l' }, { $match: { l: condition(random) } }], 'unordered'],
    [
      () => [
        { $project: { s: { $ifNull: ['$a', 'none'] }, t: { $type: `$${random.pick(['a', 'b', 'd'])}` } } },
      ],
      'unordered',
    ],
    [
      () => [
        { $lookup: { from: name, localField: 'u', foreignField: '_id', as: 'j' } },
        { $match: { j: { $size: 1 } } },
      ],
      'unordered',
    ],
  ];
  return random.pick<() => Operation>([
    () =>
      write({ insert: name, documents: random.several(random.whole(1, 4), () => randomDocument(random)) }),
    () => write({ insert: name, documents: random.several(3, () => randomDocument(random)), ordered: false }),
    () => write({ update: name, updates: [{ q: { _id: random.whole(1, 40) }, u: randomUpdate(random) }] }),
    () => write({ update: name, updates: [{ q: { _id: random.whole(1, 40) }, u: randomUpdate(random) }] }),
    () =>
      write({
        update: name,
        updates: [{ q: { _id: random.whole(1, 40) }, u: { $set: { u: random.whole(1, 60) } } }],
      }),
    () => {
      const { _id, ...replacement } = randomDocument(random);
      return write({ update: name, updates: [{ q: { _id }, u: replacement, upsert: random.chance(0.5) }] });
    },
    () => write({ delete: name, deletes: [{ q: { _id: random.whole(1, 40) }, limit: 1 }] }),
    () => write({ delete: name, deletes: [{ q: { a: scalar(random), b: scalar(random) }, limit: 0 }] }),
    () =>
      write({
        findAndModify: name,
        query: randomFilter(random),
        sort: { _id: random.pick([1, -1]) },
        ...(random.chance(0.2)
          ? { remove: true }
          : { update: randomUpdate(random), new: random.chance(0.5) }),
      }),
    () => write({ createIndexes: name, indexes: [randomIndex(random)] }),
    () => write({ dropIndexes: name, index: '*' }),
    () => read({ find: name, filter: randomFilter(random), batchSize: 1000 }, 'unordered'),
    () => read({ find: name, filter: randomFilter(random), sort: sortOf(), batchSize: 1000 }, 'ordered'),
    () => read({ find: name, filter: randomFilter(random), sort: sortOf(), skip: 2, limit: 4 }, 'ordered'),
    () => read({ count: name, query: randomFilter(random) }, 'ordered'),
    () =>
      read({ distinct: name, key: random.pick(paths.distinct), query: randomFilter(random) }, 'unordered'),
    () => {
      const [pipeline, rows] = random.pick(pipelines);
      return read({ aggregate: name, pipeline: pipeline(), cursor: { batchSize: 1000 } }, rows);
    },
  ])();
}
