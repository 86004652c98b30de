import { createRequire } from 'node:module';
import { deserialize, serialize } from 'bson';
import { expect, test } from 'vitest';
import { readBatchesOnce } from './batch-documents.ts';

interface Answer {
  batch: { cache: object };
  shift(options?: object): object | null;
}
const { CursorResponse } = createRequire(import.meta.url)('mongodb/lib/cmap/wire_protocol/responses.js') as {
  CursorResponse: new (bson: Uint8Array) => Answer;
};

const documents = [
  { _id: 'a', seq: 1, at: new Date(5), list: [1, { deep: 'é👋' }], none: null },
  {},
  { _id: 'b', bytes: new Uint8Array([1, 2, 3]), half: 0.5, yes: true },
];
const answer = (batch: object[], name = 'firstBatch') =>
  new CursorResponse(serialize({ cursor: { [name]: batch, id: 0n, ns: 'atrium.entries' }, ok: 1 }));
const all = (from: Answer, options?: object) => {
  const found: object[] = [];
  for (let next = from.shift(options); next !== null; next = from.shift(options)) found.push(next);
  return found;
};

test.each(['firstBatch', 'nextBatch'])('documents of a %s are those that the driver reads', (name) => {
  const theirs = all(answer(documents, name), { promoteBuffers: true });
  readBatchesOnce();
  const from = answer(documents, name);
  expect(all(from, { promoteBuffers: true })).toEqual(theirs);
  expect(theirs).toHaveLength(documents.length);
  // What the driver would keep of each until all are read.
  expect(Object.keys(from.batch.cache)).toEqual([]);
  expect(from.shift()).toBeNull();
});

test('raw documents are their bytes', () => {
  readBatchesOnce();
  const bytes = all(answer(documents), { raw: true }) as Uint8Array[];
  expect(bytes.map((each) => deserialize(each, { promoteBuffers: true }))).toEqual(
    all(answer(documents), { promoteBuffers: true }),
  );
  expect(all(answer([]))).toEqual([]);
});
