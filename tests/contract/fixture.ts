/**
 * One connection for one test file, to the engine that `MONGO_URL` names, else to an embedded engine of the
 * file's own in a temporary folder. Each file works in a database of its own and drops it at the end.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, type Document, MongoClient, MongoServerError } from 'mongodb';
import { afterAll, expect, test } from 'vitest';

type Engine = 'embedded' | 'documentdb' | 'mongodb';
type Body = () => Promise<void> | void;

/** Documents here hold anything, under an `_id` of any type. */
export type Id = string | number | boolean | object | null;
// oxlint-disable-next-line typescript/no-explicit-any -- the contract is about values of every type
export type Loose = Record<string, any> & { _id?: Id };

const named = process.env['MONGO_URL'];
const target = named ? { url: named, stop: async () => {} } : await startEmbedded();
export const { url } = target;
export const client = await new MongoClient(url, { serverSelectionTimeoutMS: 10_000 }).connect();
export const db = client.db(`contract_${randomBytes(6).toString('hex')}`);
export const engine = await identify();

afterAll(async () => {
  await db.dropDatabase();
  await client.close();
  await target.stop();
});

async function startEmbedded() {
  const { startEmbeddedEngine } = await import('../../server/src/db/embedded/index.ts');
  const dataDir = await mkdtemp(join(tmpdir(), 'atrium-contract-'));
  const started = await startEmbeddedEngine({ dataDir });
  const stop = async () => {
    await started.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: started.url, stop };
}

async function identify(): Promise<Engine> {
  const build = await client.db('admin').command({ buildInfo: 1 });
  if (JSON.stringify(build['storageEngines'] ?? []).includes('documentdb')) return 'documentdb';
  return JSON.stringify(build).includes('wiredTiger') ? 'mongodb' : 'embedded';
}

let made = 0;
/** An empty collection that no other case uses; with documents when given. */
export async function collection(...documents: Loose[]): Promise<Collection<Loose>> {
  const fresh = db.collection<Loose>(`c${++made}`);
  if (documents.length > 0) await fresh.insertMany(documents);
  return fresh;
}

/** The `_id`s that a filter finds, in ascending order. */
export async function idsOf(from: Collection<Loose>, filter: Document): Promise<unknown[]> {
  const found = await from.find(filter).project({ _id: 1 }).sort({ _id: 1 }).toArray();
  return found.map((row) => row['_id']);
}

/** The server's error; the case fails when there is none, or when it came from the driver. */
export async function refusal(doing: Promise<unknown>, ...codes: number[]): Promise<MongoServerError> {
  const error: unknown = await doing.then(
    (value) => new Error(`Expected a refusal, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MongoServerError)) throw error;
  expect(codes, `${error.code} ${error.message}`).toContain(error.code);
  return error;
}

/** CommandNotFound, InvalidOptions, CommandNotSupported, NotImplemented, IDLUnknownField: what is not there says so. */
export const NOT_SUPPORTED = [59, 72, 115, 238, 40415];

/** The documented code, or the other one that this engine is known to answer with in its place. */
export const codeHere = (documented: number, elsewhere: Partial<Record<Engine, number>>): number =>
  elsewhere[engine] ?? documented;

/**
 * A case that does not hold on the engines named: there it must fail, so that a mark which is no
 * longer needed shows.
 */
export function notOn(others: Engine | Engine[], reason: string) {
  return (name: string, body: Body) =>
    [others].flat().includes(engine)
      ? test.fails(`${name} [not on ${engine}: ${reason}]`, () => body())
      : test(name, () => body());
}
