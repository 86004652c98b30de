/** Each protection of the journal, on and off: with it the checker finds nothing, without it the promise that it keeps is broken. */
import { setImmediate as turn } from 'node:timers/promises';
import type { ChannelId } from '@atrium/shared';
import { describe, expect, test } from 'vitest';
import { createHeadsCheck } from '../../../server/src/core/cluster/heads.ts';
import { ChannelJournal } from '../../../server/src/core/journal/channel-journal.ts';
import type { HeardRow } from '../../../server/src/core/journal/heard-rows.ts';
import type { AppendRequest } from '../../../server/src/core/journal/types.ts';
import { check } from '../checker/checker.ts';
import { ana, gather, historyOf, muteAna, olive, post, Reader, startNode, Store } from './ground.ts';

const broken = (store: Store, readers: Reader[]) => Object.keys(check(historyOf(store, readers)));

describe.each([true, false])('with the protection: %s', (isOn) => {
  test('a permission is asked for again at each new head', async () => {
    const store = new Store();
    const reader = new Reader(ana);
    const [here, there] = [startNode(store, reader), startNode(store, null)];
    await gather(here);
    await there.refresh();
    await there.append(muteAna());
    const asked = post(ana);
    await reader.send(here, isOn ? asked : decidedOnce(asked));
    await here.refresh();
    expect(broken(store, [reader])).toEqual(isOn ? [] : ['rulesHeld']);
  });

  test('after an error the head is read again', async () => {
    const store = new Store();
    const reader = new Reader(ana);
    const here = startNode(store, reader, isOn ? ChannelJournal : KeepsItsHead);
    const there = startNode(store, null);
    await gather(here);
    await there.refresh();
    await there.append(post(olive));
    const before = store.inserts;
    const sent = reader.send(here, post(ana));
    // Without it the batch goes to the same place again and again; whoever waits is told to come back.
    while (here.state.seq < 4 && store.inserts < before + 50) await turn();
    here.expire(0);
    await sent;
    expect(broken(store, [reader])).toEqual(isOn ? [] : ['everythingEnds']);
  });

  test('nothing is shown or acknowledged before it is committed', async () => {
    const store = new Store();
    const reader = new Reader(ana);
    const here = startNode(store, reader);
    const there = startNode(store, null);
    await gather(here);
    await there.refresh();
    // The write is lost: with the protection the node hears of it, without it has told everybody by then.
    store.next = async () => {
      if (isOn) throw new Error('the connection was cut');
    };
    await reader.send(here, post(ana));
    await there.append(post(olive));
    if (isOn) await here.refresh();
    expect(broken(store, [reader])).toEqual(isOn ? [] : ['nothingLost', 'oneTruth']);
  });

  test('a node asks for the heads of its channels, whatever it is told', async () => {
    const store = new Store();
    const [author, reader] = [new Reader(olive), new Reader(ana)];
    const [here, there] = [startNode(store, author), startNode(store, reader)];
    await gather(here);
    await there.refresh();
    // The node that wrote it died before it told anybody.
    await author.send(here, post(olive));
    const heads = createHeadsCheck({ journals: { known: () => [there] }, db: queried(store) as never });
    if (isOn) await heads.run();
    expect(broken(store, [author, reader])).toEqual(isOn ? [] : ['convergence']);
  });

  test('what is sent again is looked up by its clientId', async () => {
    const store = new Store({ hasClientIdIndex: isOn });
    const reader = new Reader(ana);
    const here = startNode(store, null);
    await gather(here);
    const asked = post(ana);
    // Committed, and the answer never came; a node that knows of no clientIds takes it the second time.
    await here.append(asked);
    const there = startNode(store, reader);
    await there.refresh();
    there.head.ids.clear();
    await reader.send(there, asked);
    expect(broken(store, [reader])).toEqual(isOn ? [] : ['nothingDoubled', 'nothingLost'].slice(0, 1));
  });
});

describe('what another node told of', () => {
  /** Its rows, told by a node of that store. */
  async function told(store: Store, asked: AppendRequest) {
    let rows: HeardRow[] | null = null;
    const node = startNode(store, null, ChannelJournal, {
      onTaken: (journal, packet) => (rows = journal.tellable(packet)),
    });
    await node.refresh();
    await node.append(asked);
    return rows ?? [];
  }

  test('is shown at once, and followed by what is said here', async () => {
    const store = new Store();
    const reader = new Reader(ana);
    const here = startNode(store, reader);
    await gather(here);
    expect(here.hear(await told(store, post(olive)))).toBe(true);
    expect(reader.seq).toBe(3);
    await reader.send(here, post(ana));
    expect(here.state.seq).toBe(4);
    expect(broken(store, [reader])).toEqual([]);
  });

  test('is not taken in before what it follows, nor twice', async () => {
    const store = new Store();
    const here = startNode(store, null);
    await gather(here);
    const [first, second] = [await told(store, post(olive)), await told(store, post(olive))];
    expect(here.hear(second)).toBe(false);
    expect(here.hear(first)).toBe(true);
    expect(here.hear(first)).toBe(false);
    expect(here.hear([...first, ...second])).toBe(true);
    expect(here.state.seq).toBe(4);
  });

  test('is told of messages of the channel alone, and not of more than a packet should hold', async () => {
    const store = new Store();
    const here = startNode(store, null);
    await gather(here);
    expect(await told(store, muteAna())).toEqual([]);
    expect(await told(store, post(olive, 'x'.repeat(70_000)))).toEqual([]);
    await here.refresh();
    expect(here.hear([])).toBe(false);
  });

  test.each([true, false])(
    'with the protection: %s, is nothing to write after or to acknowledge where the database does not have it',
    async (isOn) => {
      const [store, other] = [new Store(), new Store()];
      const here = startNode(store, null);
      await gather(here);
      other.rows = [...store.rows];
      const elsewhere = post(olive);
      expect(here.hear(await told(other, elsewhere))).toBe(true);
      if (!isOn) store.at = other.at;
      const after = here.append(post(ana));
      const again = here.append(elsewhere);
      const ends = Promise.allSettled([after, again]);
      for (let turns = 0; turns < 10; turns += 1) await turn();
      here.expire(0);
      const [said, repeated] = await ends;
      expect(store.rows.map(({ seq }) => seq)).toEqual(isOn ? [1, 2] : [1, 2, 4]);
      expect(said).toMatchObject(
        isOn ? { status: 'rejected', reason: { code: 'retry_later' } } : { status: 'fulfilled' },
      );
      expect(repeated.status).toBe(isOn ? 'rejected' : 'fulfilled');
    },
  );

  test('is not believed by whoever waits for an answer about it: the database is asked', async () => {
    const store = new Store();
    const here = startNode(store, null);
    await gather(here);
    const asked = post(olive);
    const rows = await told(store, asked);
    const waiting = here.append(asked);
    expect(here.hear(rows)).toBe(false);
    expect(await waiting).toMatchObject({ seq: 3 });
    expect(store.rows).toHaveLength(3);
  });
});

function decidedOnce(request: AppendRequest): AppendRequest {
  let first: ReturnType<AppendRequest['decide']> | undefined;
  return { ...request, decide: (state, head) => (first ??= request.decide(state, head)) };
}

class KeepsItsHead extends ChannelJournal {
  override async refresh(): Promise<void> {}
}

/** As the heads check asks: which of these channels have entries beyond a seq? */
function queried(store: Store) {
  type Branch = { channelId: ChannelId; seq: { $gt: number } };
  const find = ({ $or }: { $or: Branch[] }) => ({
    toArray: async () =>
      store.rows.filter(({ channelId, seq }) =>
        $or.some((branch) => branch.channelId === channelId && seq > branch.seq.$gt),
      ),
  });
  return { connection: { collection: () => ({ find }) } };
}
