/** What keeps a client's place in a journal true, on and off. */
import type { ChannelSummary, EntriesPacket, Message } from '@atrium/shared';
import { describe, expect, test } from 'vitest';
import { ChannelRecord } from '../../../client/src/state/record.ts';
import { check } from '../checker/checker.ts';
import { type ClientEvent, digestOf, type History, type LogEntry } from '../checker/history.ts';
import { ana, gather, olive, post, startNode, Store } from './ground.ts';

describe.each([true, false])('with the protection: %s', (isOn) => {
  test('an acknowledgement does not move a reader’s position', async () => {
    const { record, history, packet } = await begin();
    record.apply(packet(1, 3));
    // Ana's own message landed at 5; 4 and 5 are still on their way.
    if (!isOn) record.journal.seq = 5;
    record.apply(packet(4, 5));
    record.apply(packet(6, 6));
    expect(Object.keys(check(history()))).toEqual(isOn ? [] : ['contiguousReaders']);
  });

  test('what does not follow a reader’s position is a gap, and is asked for', async () => {
    const { record, history, packet } = await begin();
    record.apply(packet(1, 3));
    // 4 was lost on the way.
    const late = packet(5, 6);
    if (!isOn) record.journal.seq = 4;
    if (record.apply(late) === null) record.apply(packet(4, 6));
    expect(Object.keys(check(history()))).toEqual(isOn ? [] : ['contiguousReaders']);
  });
});

/** Six entries, and a record of Ana's that writes down what it applies. */
async function begin() {
  const store = new Store();
  const packets: EntriesPacket['entries'] = [];
  const node = startNode(store, null);
  await gather(node);
  for (const author of [olive, olive, ana, olive]) await node.append(post(author));
  const late = startNode(store, null);
  await late.refresh();
  const caught = await late.after({ epoch: 'e', seq: 0 }, { visibleFrom: 1 });
  if (caught.state !== 'rest') throw new Error(`expected entries, got ${caught.state}`);
  packets.push(...caught.entries);
  const record = new ChannelRecord(ana, summary());
  const events: ClientEvent[] = [];
  record.changed.on(({ fresh }) => {
    for (const entry of fresh as readonly Message[]) {
      const common = { channelId: record.id, seq: entry.seq, hidden: false };
      events.push({ t: 'receive', ...common, asOf: 6 });
      events.push({ t: 'apply', ...common, epoch: 'e', digest: digestOf(entry) });
    }
  });
  const log = store.rows.map((row) => row as unknown as LogEntry);
  return {
    record,
    packet: (from: number, to: number): EntriesPacket => ({
      ...{ channelId: record.id, epoch: 'e' },
      entries: packets.filter(({ seq }) => seq >= from && seq <= to),
    }),
    history: (): History => ({
      ...{ epoch: 'e', log, moves: [], moderators: [olive] },
      clients: [{ client: 'ana-1', member: ana, events }],
    }),
  };

  function summary(): ChannelSummary {
    const { channel } = node.state;
    return {
      ...{ channel, standing: null, mentions: 0, lastMessageAt: null, memberCount: 0 },
      position: { epoch: 'e', seq: 0 },
      read: { headN: 0 } as ChannelSummary['read'],
    };
  }
}
