/** What people do all day: they post, reply, react, correct themselves and take things back; moderators move threads. */
import type { ChannelId } from '@atrium/shared';
import type { Random } from '../../random.ts';
import type { ChaosClient } from './chaos-client.ts';

const emojis = ['👍', '🌊', '🎉', '👀'];
const waitingMax = 3;
let said = 0;

/** Gives one command; it goes out when the client can send it. */
export async function sayOne(client: ChaosClient, channelId: ChannelId, random: Random): Promise<void> {
  const { messages } = client.actions;
  const record = client.workspace.book.get(channelId);
  // People wait for what they said to arrive: a slow machine is given less to do, not an endless queue.
  if (!record || client.workspace.outbox.in(channelId).length >= waitingMax) return;
  const rows = [...record.journal.messages.values()].slice(-30).filter(({ deletedAt }) => deletedAt === null);
  const roots = rows.filter(({ rootSeq }) => rootSeq === null);
  const own = rows.filter(({ authorId }) => authorId === client.spec.member);
  said += 1;
  const body = `${client.spec.client} says ${said}`;
  const dice = random.next();
  if (dice < 0.55 || rows.length < 3) return void (await messages.post({ channelId, rootSeq: null }, body));
  if (dice < 0.75 && roots.length > 0)
    return void (await messages.post({ channelId, rootSeq: random.pick(roots).seq }, body));
  if (dice < 0.9)
    return messages.react(channelId, random.pick(rows).seq, random.pick(emojis), random.chance(0.7));
  if (own.length === 0) return void (await messages.post({ channelId, rootSeq: null }, body));
  if (dice < 0.96) return messages.edit(channelId, random.pick(own).seq, `${body}, rather`);
  return messages.remove(channelId, random.pick(own).seq);
}

/** Takes one of the newest threads of a channel to another one, and waits until it is there or was refused. */
export async function moveOne(
  client: ChaosClient,
  channelIds: readonly ChannelId[],
  random: Random,
): Promise<void> {
  const channelId = random.pick(channelIds);
  const toChannelId = random.pick(channelIds.filter((id) => id !== channelId));
  const threads = client.workspace.book.get(channelId)?.journal.threads.values() ?? [];
  const here = [...threads].filter(({ flags, lastRn }) => lastRn > 0 && flags.moved === undefined).slice(-5);
  if (here.length === 0) return;
  await client.insist('thread.move', { channelId, rootSeq: random.pick(here).rootSeq, toChannelId });
}
