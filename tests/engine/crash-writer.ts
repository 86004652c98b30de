/**
 * A process that runs the engine and writes into it until it is killed.
 * Arguments: data folder, journal file, seed, round, number of writers.
 * A journal line goes to the file before the command is sent and once it was acknowledged; what a process wrote
 * to a file outlives its kill. Each acknowledgement is a dot on stdout, too.
 */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { startEmbeddedEngine } from '../../server/src/db/embedded/index.ts';
import { changedRow, INDEXES, type JournalLine, newRow, type Row, type Step } from './crash-row.ts';
import { Random } from '../random.ts';

const [dataDir, journalFile, ...numbers] = process.argv.slice(2);
const [seed, round, writers] = numbers.map(Number);
if (!dataDir || !journalFile || seed === undefined || round === undefined || !writers)
  throw new Error('Missing arguments');

const journal = openSync(journalFile, 'a');
const note = (line: JournalLine) => writeSync(journal, `${JSON.stringify(line)}\n`);

const engine = await startEmbeddedEngine({ dataDir });
const client = await new MongoClient(engine.url, { maxPoolSize: writers }).connect();
const rows = client.db('crash').collection<Row>('rows', { writeConcern: { w: 'majority', journal: true } });
await rows.createIndexes(INDEXES);

function nextStep(random: Random, mine: Map<string, Row>, count: () => number, writer: number): Step {
  const make = () => newRow(random, round ?? 0, writer, count());
  const own = mine.size > 0 ? random.pick([...mine.values()]) : undefined;
  const dice = random.next();
  if (own && dice < 0.25) return { kind: 'update', before: own, after: changedRow(random, own) };
  if (own && dice < 0.35) return { kind: 'delete', row: own };
  return { kind: 'insert', rows: random.several(dice < 0.5 ? random.whole(2, 20) : 1, make) };
}

async function send(step: Step): Promise<void> {
  if (step.kind === 'insert') await rows.insertMany(step.rows);
  else if (step.kind === 'delete') await rows.deleteOne({ _id: step.row._id });
  else {
    const { _id, clientId, ...fields } = step.after;
    await rows.updateOne({ _id, clientId }, { $set: fields });
  }
}

function remember(step: Step, mine: Map<string, Row>): void {
  if (step.kind === 'insert') for (const row of step.rows) mine.set(row._id, row);
  else if (step.kind === 'update') mine.set(step.after._id, step.after);
  else mine.delete(step.row._id);
}

async function write(writer: number): Promise<never> {
  const random = new Random((seed ?? 0) * 7919 + (round ?? 0) * 101 + writer);
  const mine = new Map<string, Row>();
  let made = 0;
  for (;;) {
    const step = nextStep(random, mine, () => ++made, writer);
    note({ writer, begun: step });
    await send(step);
    note({ writer, acknowledged: true });
    process.stdout.write('.');
    remember(step, mine);
  }
}

/** A commit that is too large for the log is a checkpoint: without these no kill would meet one. */
async function makeCheckpoints(): Promise<never> {
  const random = new Random((seed ?? 0) * 7919 + (round ?? 0) * 101 + 64);
  const ballast = client.db('crash').collection<{ _id: number; bytes: Buffer }>('ballast');
  for (;;) {
    await delay(random.whole(10, 80));
    await ballast.replaceOne({ _id: 0 }, { bytes: Buffer.alloc(1_100_000) }, { upsert: true });
  }
}

await Promise.all([makeCheckpoints(), ...Array.from({ length: writers }, (_, writer) => write(writer))]);
