/** A removal that is not looked at before entries are delivered: the removed goes on hearing. */
import { newId } from '@atrium/shared';
import { afterEach, expect, test, vi } from 'vitest';
import type * as audience from '../../../server/src/core/delivery/audience.ts';
import { LiveApp, until } from '../../integration/live-app.ts';
import { check } from '../checker/checker.ts';
import type { ClientEvent, History, LogEntry } from '../checker/history.ts';

let isOn = true;
vi.mock('../../../server/src/core/delivery/audience.ts', async (original) => {
  const real = await original<typeof audience>();
  return {
    ...real,
    standingsChanged: (entries: Parameters<typeof real.standingsChanged>[0]) =>
      isOn ? real.standingsChanged(entries) : [],
  };
});

let app: LiveApp | undefined;
afterEach(() => app?.close());

test.each([true, false])(
  'with the protection: %s',
  async (protection) => {
    app = await LiveApp.start();
    isOn = true;
    const [olive, ana] = [await app.person('Olive', 'owner'), await app.person('Ana')];
    const [here, there] = [await app.client(olive), await app.client(ana)];
    const channelId = await here.createChannel(
      'private',
      `c-${newId(6)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, 'x')}`,
    );
    await here.append('member.add', { channelId, memberId: ana.id });
    await until(() => there.seqs(channelId).length > 0);
    isOn = protection;
    await here.append('member.remove', { channelId, memberId: ana.id });
    await here.post(channelId, 'now that she is gone');
    await until(() => here.bodies(channelId).includes('now that she is gone'));
    if (!protection) await until(() => there.bodies(channelId).includes('now that she is gone'));
    const log = (await app.app.core.db.connection
      .collection('entries')
      .find({ channelId })
      .toArray()) as unknown as LogEntry[];
    const events = there
      .seqs(channelId)
      .map((seq): ClientEvent => ({ t: 'receive', channelId, seq, hidden: false, asOf: seq }));
    const clients = [{ client: 'ana-1', member: ana.id, events }];
    const history: History = { epoch: '', log, moves: [], clients, moderators: [olive.id] };
    expect(Object.keys(check(history))).toEqual(protection ? [] : ['noForbiddenDelivery']);
  },
  60_000,
);
