/** Changes documents together with their index entries. Every function runs within a write transaction. */
import { createHash } from 'node:crypto';
import { KeyWriter } from '../bson/keys.ts';
import type { Raw } from '../bson/raw.ts';
import { rawNull } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { formatValue } from '../bson/format.ts';
import { deserialize } from 'bson';
import { documentOf } from '../bson/write.ts';
import type { Catalog, Collection, Index } from './catalog.ts';
import type { Environment } from './environment.ts';
import { extractKeys, type KeyValues } from './index-keys.ts';
import { maxKeyBytes, prefixOf, readRecordId, recordIdBytes, recordKey, writeRecordId } from './records.ts';

const hashBytes = 16;

const writer = new KeyWriter(4096);
const recordIdValue = Buffer.alloc(recordIdBytes);
const present = Buffer.from([1]);

/** Writes index id and values of a key; a key that is too long keeps its beginning and a hash of the whole. */
export function writeKey(target: KeyWriter, index: Index, values: KeyValues): void {
  target.reset();
  target.uint32(index.id);
  for (let i = 0; i < values.length; i++) target.component(values[i], index.fields[i]!.descending);
  if (target.length > maxKeyBytes) {
    const hash = createHash('sha256').update(target.view()).digest();
    target.length = maxKeyBytes - hashBytes;
    target.bytes(hash, 0, hashBytes);
  }
}

export class CollectionWriter {
  readonly #env: Environment;
  readonly #catalog: Catalog;

  constructor(env: Environment, catalog: Catalog) {
    this.#env = env;
    this.#catalog = catalog;
  }

  /** Returns the record id. Throws DuplicateKey (11000), and has then changed nothing. */
  insert(collection: Collection, document: Raw): number {
    const recordId = collection.nextRecordId++;
    const { indexes } = collection;
    for (let i = 0; i < indexes.length; i++) {
      try {
        this.#addEntries(collection, indexes[i]!, document, recordId);
      } catch (error) {
        for (let j = 0; j < i; j++) this.#removeEntries(indexes[j]!, document, recordId);
        throw error;
      }
    }
    this.#env.records.put(recordKey(collection.id, recordId), document.bytes());
    return recordId;
  }

  remove(collection: Collection, recordId: number, document: Raw): void {
    for (const index of collection.indexes) this.#removeEntries(index, document, recordId);
    this.#env.records.remove(recordKey(collection.id, recordId));
  }

  /** Throws DuplicateKey (11000), and has then changed nothing. */
  replace(collection: Collection, recordId: number, before: Raw, after: Raw): void {
    const changed: Index[] = [];
    for (const index of collection.indexes) {
      if (sameKeys(index, before, after)) continue;
      this.#removeEntries(index, before, recordId);
      try {
        this.#addEntries(collection, index, after, recordId);
      } catch (error) {
        this.#restore(collection, index, before, recordId);
        for (const done of changed) {
          this.#removeEntries(done, after, recordId);
          this.#restore(collection, done, before, recordId);
        }
        throw error;
      }
      changed.push(index);
    }
    this.#env.records.put(recordKey(collection.id, recordId), after.bytes());
  }

  #restore(collection: Collection, index: Index, document: Raw, recordId: number): void {
    this.#addEntries(collection, index, document, recordId);
  }

  /** Adds the entries of one document, or none when it throws. */
  addToIndex(collection: Collection, index: Index, document: Raw, recordId: number): void {
    this.#addEntries(collection, index, document, recordId);
  }

  clearIndex(index: Index): void {
    const keys = [...this.#env.index.getKeys({ start: prefixOf(index.id), end: prefixOf(index.id + 1) })];
    for (const key of keys) this.#env.index.remove(key);
  }

  clearRecords(collection: Collection): void {
    const keys = [
      ...this.#env.records.getKeys({ start: prefixOf(collection.id), end: prefixOf(collection.id + 1) }),
    ];
    for (const key of keys) this.#env.records.remove(key);
  }

  #addEntries(collection: Collection, index: Index, document: Raw, recordId: number): void {
    if (index.partial && !index.partial.matches(document)) return;
    const { keys, multikey, absent } = extractKeys(index.fields, document);
    if (index.sparse && absent) return;
    if (multikey && multikey.some((each, i) => each && !index.multikey[i])) {
      index.multikey = index.multikey.map((each, i) => each || multikey[i] === true);
      this.#catalog.save(collection);
    }
    for (let i = 0; i < keys.length; i++) {
      writeKey(writer, index, keys[i]!);
      if (writer.length >= maxKeyBytes && !index.cut) {
        index.cut = true;
        this.#catalog.save(collection);
      }
      if (!index.unique) {
        writer.reserve(recordIdBytes);
        writer.length = writeRecordId(writer.buf, writer.length, recordId);
        this.#env.index.put(writer.view(), present);
        continue;
      }
      writeRecordId(recordIdValue, 0, recordId);
      if (this.#env.index.add(writer.view(), recordIdValue)) continue;
      const owner = this.#env.index.get(writer.view());
      if (owner && readRecordId(owner, 0) === recordId) continue;
      for (let j = 0; j < i; j++) this.#removeKey(index, keys[j]!, recordId);
      throw duplicateKey(collection, index, keys[i]!);
    }
  }

  #removeEntries(index: Index, document: Raw, recordId: number): void {
    if (index.partial && !index.partial.matches(document)) return;
    const { keys, absent } = extractKeys(index.fields, document);
    if (index.sparse && absent) return;
    for (const key of keys) this.#removeKey(index, key, recordId);
  }

  #removeKey(index: Index, values: KeyValues, recordId: number): void {
    writeKey(writer, index, values);
    if (!index.unique) {
      writer.reserve(recordIdBytes);
      writer.length = writeRecordId(writer.buf, writer.length, recordId);
    }
    this.#env.index.remove(writer.view());
  }
}

const first = new KeyWriter(1024);
const second = new KeyWriter(1024);

function sameKeys(index: Index, before: Raw, after: Raw): boolean {
  if (index.partial && index.partial.matches(before) !== index.partial.matches(after)) return false;
  const a = extractKeys(index.fields, before);
  const b = extractKeys(index.fields, after);
  if (a.keys.length !== b.keys.length || (index.sparse && a.absent !== b.absent)) return false;
  return a.keys.every((key, i) => {
    writeKey(first, index, key);
    writeKey(second, index, b.keys[i]!);
    return first.view().equals(second.view());
  });
}

function duplicateKey(collection: Collection, index: Index, values: KeyValues): CommandError {
  const pairs = index.fields.map((each, i) => [each.path, values[i] ?? rawNull] as const);
  const shown = pairs.map(([path, value]) => `${path}: ${formatValue(value)}`).join(', ');
  const message = `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name} dup key: { ${shown} }`;
  const keyValue = deserialize(documentOf(pairs).bytes(), { promoteValues: false });
  return new CommandError('DuplicateKey', message, { keyPattern: index.spec.key, keyValue });
}
