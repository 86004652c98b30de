/**
 * Documents of a query's answer, read once. The driver (mongodb 7.8) makes a table of where each field of a document lies
 * and two look-up objects, keeps all of them until the whole answer is read, and then reads the document without them. In
 * a storm of arrivals that was a third of what outlived V8's young generation.
 */
import { BSON } from 'mongodb';
import { createRequire } from 'node:module';

/** BSON's type of an embedded document. */
const object = 3;
const noElements: readonly Element[] = [];

type Element = readonly [
  type: number,
  nameOffset: number,
  nameLength: number,
  offset: number,
  length: number,
];

interface LazyDocument {
  bson: Uint8Array;
  elements: readonly Element[];
  toBytes(): Uint8Array;
}

interface Answer {
  batch: LazyDocument;
  encryptedBatch: LazyDocument | null;
  iterated: number;
  shift(options?: { raw?: boolean }): object | null;
}

const driver = createRequire(import.meta.url);
const { CursorResponse } = driver('mongodb/lib/cmap/wire_protocol/responses.js') as {
  CursorResponse: { prototype: Answer };
};
const { OnDemandDocument } = driver('mongodb/lib/cmap/wire_protocol/on_demand/document.js') as {
  OnDemandDocument: new (
    bson: Uint8Array,
    offset: number,
    isArray: boolean,
    elements: readonly Element[],
  ) => LazyDocument;
};

const { shift } = CursorResponse.prototype;

/** From now on all of this process's connections read so. */
export function readBatchesOnce(): void {
  CursorResponse.prototype.shift = shiftOnce;
}

function shiftOnce(this: Answer, options?: { raw?: boolean }): object | null {
  const element = this.batch.elements[this.iterated];
  if (element?.[0] !== object || this.encryptedBatch !== null) return shift.call(this, options);
  this.iterated += 1;
  const [, , , index] = element;
  if (options?.raw) return new OnDemandDocument(this.batch.bson, index, false, noElements).toBytes();
  // As the driver asks for it, with its own fields first: the other way round each document makes a hidden class.
  return BSON.deserialize(this.batch.bson, { index, allowObjectSmallerThanBufferSize: true, ...options });
}
