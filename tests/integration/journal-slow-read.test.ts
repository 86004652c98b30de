/**
 * A read of this node that the database answered before another node edited a message and wrote it to its row: what was
 * read is brought up to date with entries whose texts are in no entry any more.
 */
import { type ChannelId, type Message, newId, type Seq } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEpoch } from '../../server/src/core/journal/epoch.ts';
import { createJournals, type OwnJournals } from '../../server/src/core/journal/journals.ts';
import { createMongoEntryStore } from '../../server/src/core/journal/mongo-entry-store.ts';
import { createProjectionStore } from '../../server/src/core/journal/projection-store.ts';
import { createRowStore } from '../../server/src/core/journal/row-store.ts';
import type { Journal, Viewer } from '../../server/src/core/journal/types.ts';
import { type Atrium, makeChannel, startAtrium } from './fixture.ts';

const everybody: Viewer = { visibleFrom: 1 as Seq };
let atrium: Atrium;
let slow: OwnJournals;
/** Holds back reads of the slow node that begin while it is there, once the database has answered them. */
let gate: { answered: () => void; opened: Promise<void> } | null = null;

beforeAll(async () => {
  atrium = await startAtrium();
  const { clock, db, directory, log } = atrium.core;
  const database = db.connection.db!;
  const store = createMongoEntryStore(db.connection);
  const late = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    const held = gate;
    const found = await answer;
    held?.answered();
    await held?.opened;
    return found;
  };
  slow = createJournals({
    epoch: await readEpoch(database, clock()),
    store: {
      ...store,
      ...createRowStore(db.connection),
      lane: (range) => late(store.lane(range)),
      at: (channelId, seqs) => late(store.at(channelId, seqs)),
    },
    projection: createProjectionStore(database, directory),
    clock,
    log,
    onFault: () => undefined,
  });
});
afterAll(async () => {
  await slow?.close();
  await atrium?.close();
});

const reads: [string, (journal: Journal, seq: Seq) => Promise<Message | undefined>][] = [
  [
    'a page',
    async (journal, seq) => {
      const { entries } = await journal.history({ rootSeq: null, limit: 50 }, everybody);
      return entries.find((entry) => entry.seq === seq) as Message | undefined;
    },
  ],
  ['a message', async (journal, seq) => (await journal.messages([seq])).get(seq)],
];

test.each(reads)('%s has the words that another node wrote meanwhile', async (_name, read) => {
  const { olive, ana } = atrium.people;
  const { id: channelId }: { id: ChannelId } = await makeChannel([olive, ana]);
  const { seq } = await ana.call('message.post', { channelId, clientId: newId(), body: 'first words' });
  const there = (await atrium.core.journals.open(channelId))!;
  await there.projected();
  const here = (await slow.open(channelId))!;

  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let reading!: Promise<Message | undefined>;
  await new Promise<void>((answered) => {
    gate = { answered, opened };
    reading = read(here, seq);
  });
  gate = null;
  await ana.call('message.edit', { channelId, clientId: newId(), seq, body: 'second words' });
  await there.projected();
  await here.refresh();
  open();
  const found = await reading;
  expect(here.state.seq).toBe(there.state.seq);
  expect(found).toMatchObject({ body: 'second words', editedAt: expect.any(Number) as number });
});
