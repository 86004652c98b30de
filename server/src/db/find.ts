/**
 * Queries that are asked all the time: those that many people's arrival is made of, what journals read, and what is due.
 * They go past the driver where the engine is our own ({@link ./embedded/wire/client.ts}), and through it everywhere else.
 */
import type { Document, Filter } from 'mongodb';
import type { Connection } from 'mongoose';

export interface Query {
  collection: string;
  filter: Filter<Document>;
  sort?: Readonly<Record<string, 1 | -1>>;
  /** More than these are not wanted. Without it, all there are. */
  limit?: number;
}

export type Find = (query: Query) => Promise<Document[]>;

const ways = new WeakMap<Connection, Find>();

/** From now on queries on this connection are asked by `way`. */
export function findBy(connection: Connection, way: Find): void {
  ways.set(connection, way);
}

/** @throws {MongoError} when the query failed, or its answer never came */
export function find<Row = Document>(connection: Connection, query: Query): Promise<Row[]> {
  return (ways.get(connection)?.(query) ?? byDriver(connection, query)) as Promise<Row[]>;
}

function byDriver(connection: Connection, { collection, filter, sort, limit }: Query): Promise<Document[]> {
  const cursor = connection.collection(collection).find(filter);
  if (sort !== undefined) cursor.sort(sort);
  if (limit !== undefined) cursor.limit(limit).batchSize(limit);
  return cursor.toArray();
}
