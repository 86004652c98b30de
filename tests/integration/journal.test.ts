import { type ClientId, newId } from '@atrium/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Atrium, codeOf, makeChannel, startAtrium } from './fixture.ts';

let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
});
afterAll(() => atrium.close());

const id = () => newId<ClientId>();

describe('posting', () => {
  test('messages get consecutive places and come back in order', async () => {
    const { ana, olive } = atrium.people;
    const channel = await makeChannel([olive, ana]);
    const posted = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        ana.call('message.post', { channelId: channel.id, clientId: id(), body: `message ${index}` }),
      ),
    );
    const first = posted[0]!.seq;
    expect(posted.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => first + index));
    const page = await olive.call('message.history', { channelId: channel.id, limit: 200 });
    const bodies = page.entries.flatMap((entry) => ('body' in entry ? [entry.body] : []));
    expect(bodies).toEqual(Array.from({ length: 50 }, (_, index) => `message ${index}`));
    expect(page.asOf.seq).toBe(posted.at(-1)!.seq);
  });

  test('a stranger to a private channel gets what a random id gets', async () => {
    const { zed, olive } = atrium.people;
    const channel = await makeChannel([olive], { kind: 'private' });
    const wanted = { clientId: id(), body: 'let me in' };
    const hidden = await zed.send('message.post', { ...wanted, channelId: channel.id });
    const random = await zed.send('message.post', { ...wanted, channelId: newId() });
    const bodyOf = (reply: typeof hidden) => (reply.ok ? reply : { ...reply.error, requestId: '' });
    expect(bodyOf(hidden)).toEqual(bodyOf(random));
    expect(bodyOf(hidden)).toMatchObject({ code: 'not_found' });
    expect(await codeOf(olive.call('message.post', { ...wanted, channelId: newId() as never }))).toBe(
      'not_found',
    );
  });
});
