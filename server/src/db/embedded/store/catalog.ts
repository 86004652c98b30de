/** Which collections and indexes exist. Kept in memory, written to `meta` in the same transaction as the change. */
import { randomUUID } from 'node:crypto';
import { deserialize, serialize, UUID } from 'bson';
import { CommandError } from '../errors.ts';
import { compileFilter, type CompiledFilter } from '../query/compile.ts';
import type { Environment } from './environment.ts';
import type { IndexField } from './index-keys.ts';
import { toDocument } from '../bson/write.ts';
import { lastRecordId } from './records.ts';

/** An index as listIndexes shows it. */
export interface IndexSpec {
  v: number;
  key: Record<string, number>;
  name: string;
  unique?: boolean;
  sparse?: boolean;
  hidden?: boolean;
  expireAfterSeconds?: number;
  partialFilterExpression?: Record<string, unknown>;
}

export class Index {
  readonly id: number;
  readonly spec: IndexSpec;
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: CompiledFilter | undefined;
  /** Fields that have met an array in some document: their bounds and order are weaker. */
  multikey: boolean[];
  /** Some key was cut to fit lmdb: order and bounds of the index are no longer exact. */
  cut: boolean;

  constructor(id: number, spec: IndexSpec, multikey?: boolean[], cut = false) {
    this.id = id;
    this.spec = spec;
    this.fields = Object.entries(spec.key).map(([path, direction]) => ({
      path,
      parts: path.split('.'),
      descending: direction < 0,
    }));
    this.unique = spec.unique === true || spec.name === '_id_';
    this.sparse = spec.sparse === true;
    const partial = spec.partialFilterExpression;
    this.partial = partial ? compileFilter(toDocument(partial)) : undefined;
    this.multikey = multikey ?? this.fields.map(() => false);
    this.cut = cut;
  }

  get name(): string {
    return this.spec.name;
  }

  get isMultikey(): boolean {
    return this.multikey.includes(true);
  }
}

export interface Collection {
  readonly namespace: string;
  readonly database: string;
  readonly name: string;
  readonly id: number;
  readonly uuid: string;
  readonly options: Record<string, unknown>;
  indexes: Index[];
  nextRecordId: number;
  /** Set once the collection was dropped, for cursors that still point to it. */
  dropped: boolean;
}

interface Stored {
  id: number;
  uuid: string;
  options: Record<string, unknown>;
  indexes: { id: number; spec: IndexSpec; multikey: boolean[]; cut: boolean }[];
}

const prefix = Buffer.from('c\0');
const counterKey = Buffer.from('next-id');

function keyOf(namespace: string): Buffer {
  return Buffer.concat([prefix, Buffer.from(namespace)]);
}

export class Catalog {
  readonly #env: Environment;
  #byNamespace = new Map<string, Collection>();
  #nextId = 1;

  constructor(env: Environment) {
    this.#env = env;
    this.reload();
  }

  /** Reads everything anew, as after a transaction that was not committed. */
  reload(): void {
    const before = this.#byNamespace;
    this.#byNamespace = new Map();
    this.#nextId = this.#env.meta.get(counterKey)?.readUInt32BE(0) ?? 1;
    const end = Buffer.from('c\x01');
    for (const { key, value } of this.#env.meta.getRange({ start: prefix, end })) {
      const namespace = Buffer.from(key).toString('utf8', prefix.length);
      const stored = deserialize(value) as Stored;
      const collection = build(namespace, stored, lastRecordId(this.#env, stored.id) + 1);
      const old = before.get(namespace);
      if (old && old.id === stored.id)
        Object.assign(old, {
          indexes: collection.indexes,
          nextRecordId: Math.max(old.nextRecordId, collection.nextRecordId),
          dropped: false,
        });
      this.#byNamespace.set(namespace, old && old.id === stored.id ? old : collection);
    }
  }

  find(namespace: string): Collection | undefined {
    return this.#byNamespace.get(namespace);
  }

  get(namespace: string): Collection {
    const collection = this.find(namespace);
    if (!collection) throw new CommandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    return collection;
  }

  list(database?: string): Collection[] {
    const all = [...this.#byNamespace.values()];
    return database === undefined ? all : all.filter((each) => each.database === database);
  }

  /** A new id for a collection or an index, never used twice. Within a write transaction. */
  newId(): number {
    const id = this.#nextId++;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#nextId);
    this.#env.meta.put(counterKey, bytes);
    return id;
  }

  /** Creates a collection with its `_id` index. Within a write transaction. */
  create(namespace: string, options: Record<string, unknown> = {}): Collection {
    checkNamespace(namespace);
    const idIndex: IndexSpec = { v: 2, key: { _id: 1 }, name: '_id_' };
    const collection = build(
      namespace,
      {
        id: this.newId(),
        uuid: randomUUID(),
        options,
        indexes: [{ id: this.newId(), spec: idIndex, multikey: [false], cut: false }],
      },
      1,
    );
    this.#byNamespace.set(namespace, collection);
    this.save(collection);
    return collection;
  }

  getOrCreate(namespace: string): Collection {
    return this.find(namespace) ?? this.create(namespace);
  }

  /** Writes a collection's entry. Within a write transaction. */
  save(collection: Collection): void {
    const stored: Stored = {
      id: collection.id,
      uuid: collection.uuid,
      options: collection.options,
      indexes: collection.indexes.map(({ id, spec, multikey, cut }) => ({ id, spec, multikey, cut })),
    };
    this.#env.meta.put(keyOf(collection.namespace), Buffer.from(serialize(stored)));
  }

  remove(collection: Collection): void {
    collection.dropped = true;
    this.#byNamespace.delete(collection.namespace);
    this.#env.meta.remove(keyOf(collection.namespace));
  }

  /** Moves a collection to another name; documents and indexes stay where they are. */
  rename(collection: Collection, namespace: string): void {
    checkNamespace(namespace);
    this.remove(collection);
    const { id, uuid, options } = collection;
    const moved = build(namespace, { id, uuid, options, indexes: [] }, collection.nextRecordId);
    moved.indexes = collection.indexes;
    this.#byNamespace.set(namespace, moved);
    this.save(moved);
  }
}

function build(namespace: string, stored: Stored, nextRecordId: number): Collection {
  const dot = namespace.indexOf('.');
  return {
    namespace,
    database: namespace.slice(0, dot),
    name: namespace.slice(dot + 1),
    id: stored.id,
    uuid: stored.uuid,
    options: stored.options,
    indexes: stored.indexes.map(({ id, spec, multikey, cut }) => new Index(id, spec, multikey, cut)),
    nextRecordId,
    dropped: false,
  };
}

/** Throws InvalidNamespace (73). */
export function checkDatabase(name: string): void {
  if (name === '' || Buffer.byteLength(name) > 63 || /[\0/\\. "$]/.test(name)) {
    throw new CommandError('InvalidNamespace', `Invalid database name: '${name}'`);
  }
}

/** Throws InvalidNamespace (73). */
export function checkNamespace(namespace: string): void {
  const dot = namespace.indexOf('.');
  checkDatabase(namespace.slice(0, Math.max(dot, 0)));
  const name = namespace.slice(dot + 1);
  const bad = name === '' || name.startsWith('.') || /[\0$]/.test(name) || Buffer.byteLength(namespace) > 255;
  if (bad || name.startsWith('system.')) {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${namespace}'`);
  }
}

export function uuidOf(collection: Collection): UUID {
  return new UUID(collection.uuid);
}
