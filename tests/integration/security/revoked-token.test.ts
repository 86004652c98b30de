/** What a token scheduled is not sent once the token is revoked, and what another one scheduled is. */
import { newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scheduledRows } from '../../../server/src/scheduled/model.ts';
import { type Atrium, makeChannel, startAtrium, until } from '../fixture.ts';

let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
});
afterAll(() => atrium?.close());

test('a message that a revoked token scheduled stays unsent', async () => {
  const { core, app, people } = atrium;
  const { olive } = people;
  const bot = await olive.call('bot.create', { name: 'Tide table', handle: 'tide-table' });
  const memberId = bot.member.id;
  const channel = await makeChannel([olive]);
  await olive.call('member.add', { channelId: channel.id, clientId: newId(), memberId });
  const schedule = async (body: string) => {
    const { token, info } = await olive.call('token.create', {
      ...{ memberId, name: body, scopes: ['message.post', 'channel.read'] },
    });
    const credentials = { cookie: undefined, bearer: token, address: '127.0.0.1', userAgent: 'test' };
    const caller = await core.authenticate(credentials);
    const sendAt = core.clock() + 60_000;
    const input = { clientId: newId(), channelId: channel.id, rootSeq: null, body, sendAt };
    const reply = await app.dispatch('scheduled.create', input, {
      ...{ transport: 'server', caller: caller!, requestId: 'test' },
    });
    expect(reply).toMatchObject({ ok: true });
    return info;
  };
  const revoked = await schedule('high water at noon');
  await schedule('low water at six');
  await olive.call('token.revoke', { id: revoked.id });
  core.clock = () => Date.now() + 120_000;
  const rows = scheduledRows(core.db.connection);
  await until(async () => (await rows.countDocuments({ failed: 'session_revoked' })) === 1, 30_000);
  await until(async () => (await rows.countDocuments({ failed: null })) === 0, 30_000);
  const said = await core.db.connection.collection('entries').find({ kind: 'message' }).toArray();
  expect(said.map(({ body }) => body)).toEqual(['low water at six']);
}, 120_000);
