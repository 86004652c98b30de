/** One step of a storm: a moderator changes who may do what, or a member writes while they do. */
import type { ChannelId, CommandInput, MemberId } from '@atrium/shared';
import type { Random } from '../../random.ts';
import type { ChaosClient } from './chaos-client.ts';

/** How often each step was taken, and how often it was refused, by `name` and `name code`. */
export type StormCounts = Record<string, number>;

/** The first messages of a channel, which everybody replies to and which are locked and unlocked. */
export const rootBody = 'the root of a thread';

type Step =
  | 'message.post'
  | 'message.react'
  | 'member.mute'
  | 'member.unmute'
  | 'member.remove'
  | 'member.add'
  | 'thread.lock'
  | 'thread.unlock';

async function take<Name extends Step>(
  client: ChaosClient,
  counts: StormCounts,
  name: Name,
  input: Omit<CommandInput<Name>, 'clientId'>,
): Promise<void> {
  const code = await client.insist(name, input);
  const key = code === null ? name : `${name} ${code}`;
  counts[key] = (counts[key] ?? 0) + 1;
}

function rootsIn(client: ChaosClient, channelId: ChannelId): number[] {
  const messages = client.workspace.book.get(channelId)?.journal.messages.values() ?? [];
  return [...messages].filter(({ body }) => body === rootBody).map(({ seq }) => seq);
}

export async function moderate(
  client: ChaosClient,
  channelId: ChannelId,
  memberIds: readonly MemberId[],
  random: Random,
  counts: StormCounts,
): Promise<void> {
  const memberId = random.pick(memberIds);
  const dice = random.next();
  if (dice < 0.15) {
    const until = random.chance(0.5) ? null : Date.now() + 200 + random.below(2_000);
    return take(client, counts, 'member.mute', { channelId, memberId, until });
  }
  if (dice < 0.4) return take(client, counts, 'member.unmute', { channelId, memberId });
  if (dice < 0.5) return take(client, counts, 'member.remove', { channelId, memberId });
  if (dice < 0.75) return take(client, counts, 'member.add', { channelId, memberId });
  const rootSeq = random.pickIfAny(rootsIn(client, channelId));
  if (rootSeq === undefined) return;
  return take(client, counts, dice < 0.87 ? 'thread.lock' : 'thread.unlock', { channelId, rootSeq });
}

export async function write(
  client: ChaosClient,
  channelId: ChannelId,
  random: Random,
  counts: StormCounts,
): Promise<void> {
  const roots = rootsIn(client, channelId);
  // Who was removed knows no roots any more, and writes all the same.
  const rootSeq = roots.length > 0 && random.chance(0.6) ? random.pick(roots) : null;
  if (rootSeq !== null && random.chance(0.2))
    return take(client, counts, 'message.react', {
      channelId,
      seq: rootSeq,
      emoji: '👍',
      on: random.chance(0.5),
    });
  return take(client, counts, 'message.post', { channelId, rootSeq, body: 'said in the storm' });
}
