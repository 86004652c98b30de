/** Each protection of the journal, on and off: with it the checker finds nothing, without it the promise that it keeps is broken. */
import { setImmediate as turn } from 'node:timers/promises';
import type { ChannelId } from '@atrium/shared';
import { describe, expect, test } from 'vitest';
import { createHeadsCheck } from '../../../server/src/core/cluster/heads.ts';
import { ChannelJournal } from '../../../server/src/core/journal/channel-journal.ts';
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
