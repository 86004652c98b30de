/**
 * The same random commands on two collections must give the same answers and leave the same rows.
 * By default the second is a twin without indexes in the same engine: whatever a plan or the upkeep of an index
 * gets wrong shows as a difference. With REFERENCE_URL it is an engine that is not ours, given the indexes too.
 */
import { BSON, type Db, type Document, MongoClient, MongoServerError } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { seedOfRun } from './seed-of-run.ts';
import {
  ANY_PATHS,
  type Operation,
  PATHS_OF_REFERENCE,
  randomDocument,
  randomOperation,
} from './random-operations.ts';
import { temporaryEngine } from './temporary-engine.ts';

const reference = process.env['REFERENCE_URL'];
const rounds = Number(process.env['ROUNDS'] ?? 6);
const operationsPerRound = 250;

const engine = await temporaryEngine();
const client = await new MongoClient(engine.url).connect();
const otherClient = await new MongoClient(reference ?? engine.url).connect();
const name = `differential_${process.pid}`;
const subject = client.db(name);
const oracle = otherClient.db(reference ? name : `${name}_twin`);

afterAll(async () => {
  await oracle.dropDatabase();
  await Promise.all([client.close(), otherClient.close()]);
  await engine.stop();
});

const exact = { promoteValues: false, promoteLongs: false } as const;
const text = (value: unknown) => BSON.EJSON.stringify(value, { relaxed: false });
/** Fields of a row in order of name: the reference adds new ones in the order of the command. */
const inOrderOfName = (row: Document) =>
  Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const rowText = (row: unknown) => {
  if (!row || Object.getPrototypeOf(row) !== Object.prototype) return text(row);
  const { j: joined, ...own }: Document = row;
  return text(inOrderOfName(joined ? { ...own, j: joined.map(inOrderOfName) } : own));
};
/** The contract suite compares codes; of several faults in one command engines name different ones first. */
const codeText = (code: unknown) => (Number(code) === 11000 ? 'duplicate' : 'refused');
/** What the reference says of a query that it cannot run, of which it answers others of the same kind. */
const notSupportedYet = 115;
const inOrder = (texts: string[], rows: Operation['rows']) => (rows === 'ordered' ? texts : texts.toSorted());

async function answerOf(db: Db, { command, rows, kind }: Operation): Promise<unknown> {
  try {
    const answer = await db.command(command, exact);
    // Which of equal numbers a distinct value is depends on the order of the scan.
    if (answer['values'])
      return answer['values'].map((value: unknown) => BSON.EJSON.stringify(value)).toSorted();
    const batch: unknown[] | undefined = answer['cursor']?.firstBatch;
    if (batch) return inOrder(batch.map(rowText), rows);
    if (kind === 'write' && ('createIndexes' in command || 'dropIndexes' in command)) return 'done';
    const failures = (answer['writeErrors'] ?? []).map((failure: Document) => [
      Number(failure['index']),
      codeText(failure['code']),
    ]);
    return text([
      answer['n'] ?? null,
      answer['nModified'] ?? null,
      answer['upserted'] ?? null,
      rowText(answer['value'] ?? null),
      failures,
    ]);
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    const isAbsent = db === oracle && kind === 'read' && Number(error.code) === notSupportedYet;
    return isAbsent ? undefined : codeText(error.code);
  }
}
const stateOf = async (db: Db, rows: string) =>
  (await db.collection(rows).find({}, exact).sort({ _id: 1 }).toArray()).map(rowText);
/** The twin has the unique index, as long as the other has it, and no more. */
const isForSubject = ({ command }: Operation) => !reference && 'createIndexes' in command;

async function prepare(rows: string, random: Random) {
  const documents = new Map(
    random.several(25, () => randomDocument(random)).map((row) => [Number(row['_id']), row]),
  );
  let unique = 100;
  for (const row of documents.values()) row['u'] = ++unique;
  for (const db of [subject, oracle]) {
    await db.collection(rows).insertMany([...documents.values()]);
    await db.collection(rows).createIndex({ u: 1 }, { unique: true, sparse: true });
  }
  await subject
    .collection(rows)
    .createIndexes([{ key: { a: 1, u: -1 } }, { key: { 'l.x': 1 } }, { key: { 'd.x': 1 } }]);
}

async function compareRound(seed: number) {
  const random = new Random(seed);
  const rows = `r${seed}`;
  await prepare(rows, random);
  const history: string[] = [];
  for (let i = 0; i < operationsPerRound; i++) {
    const operation = randomOperation(random, rows, reference ? PATHS_OF_REFERENCE : ANY_PATHS);
    const before = operation.kind === 'write' ? await stateOf(subject, rows) : [];
    const got = await answerOf(subject, operation);
    const wanted = isForSubject(operation) ? got : await answerOf(oracle, operation);
    history.push(text(operation.command));
    if (wanted === undefined) continue;
    expect(got, `SEED=${seed}, operation ${i}: ${text(operation.command)}\non ${before.join('\n')}`).toEqual(
      wanted,
    );
    if (operation.kind === 'write') {
      const after = await stateOf(subject, rows);
      const changed = before.filter((row) => !after.includes(row)).join('\n');
      expect(
        after,
        `SEED=${seed}, after operation ${i}: ${text(operation.command)}\nchanged ${changed}`,
      ).toEqual(await stateOf(oracle, rows));
    }
  }
  expect(history).toHaveLength(operationsPerRound);
}

const first = seedOfRun('differential');
test.each(Array.from({ length: rounds }, (_, i) => first + i))('random commands, seed %i', compareRound);
