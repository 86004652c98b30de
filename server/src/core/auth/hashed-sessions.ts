/**
 * The library keeps a session's token in clear; between it and the database stands this layer, which keeps only the
 * token's hash. Without it, whoever reads the database (a backup, an injection) holds everybody's session but for the
 * cookie's signature.
 */
import type { DBAdapter, Where } from 'better-auth';
import { hashToken } from './tokens.ts';

type Row = Record<string, unknown>;

/** The same adapter, with `session.token` hashed on its way in. A row that was found by its token carries it again. */
export function hashSessionTokens(inner: DBAdapter): DBAdapter {
  const outer: DBAdapter = {
    ...inner,
    create: async (query) => {
      if (query.model !== 'session') return inner.create(query);
      const { token } = query.data as Row;
      const row = await inner.create({ ...query, data: hashedRow(query.data) as typeof query.data });
      return { ...(row as Row), token } as never;
    },
    findOne: async (query) => {
      const row = await inner.findOne(hashedQuery(query));
      return withToken(query, row) as never;
    },
    findMany: (query) => inner.findMany(hashedQuery(query)),
    count: (query) => inner.count(hashedQuery(query)),
    update: async (query) => withToken(query, await inner.update(hashedUpdate(query))) as never,
    updateMany: (query) => inner.updateMany(hashedUpdate(query)),
    delete: (query) => inner.delete(hashedQuery(query)),
    deleteMany: (query) => inner.deleteMany(hashedQuery(query)),
    consumeOne: async (query) => withToken(query, await inner.consumeOne(hashedQuery(query))) as never,
    incrementOne: async (query) => withToken(query, await inner.incrementOne(hashedQuery(query))) as never,
    transaction: (callback) => inner.transaction(() => callback(outer)),
  };
  return outer;
}

function hashedRow(row: Row): Row {
  return typeof row['token'] === 'string' ? { ...row, token: hashToken(row['token']) } : row;
}

function hashedQuery<Query extends { model: string; where?: Where[] | undefined }>(query: Query): Query {
  if (query.model !== 'session' || query.where === undefined) return query;
  return { ...query, where: query.where.map(hashedCondition) };
}

function hashedUpdate<Query extends { model: string; where: Where[]; update: Row }>(query: Query): Query {
  if (query.model !== 'session') return query;
  return { ...hashedQuery(query), update: hashedRow(query.update) };
}

function hashedCondition(condition: Where): Where {
  if (condition.field !== 'token') return condition;
  const { value } = condition;
  if (typeof value === 'string') return { ...condition, value: hashToken(value) };
  if (Array.isArray(value)) return { ...condition, value: value.map((item) => hashToken(String(item))) };
  return condition;
}

function withToken(query: { model: string; where: Where[] }, row: unknown): unknown {
  const token = query.where.find(({ field }) => field === 'token')?.value;
  if (query.model !== 'session' || typeof token !== 'string' || row === null) return row;
  return { ...(row as Row), token };
}
