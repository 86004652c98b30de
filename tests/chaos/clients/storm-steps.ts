/** One step of a storm: a moderator changes who may do what, or a member writes while they do. */
import type { ChannelId, CommandInput, MemberId } from '@atrium/shared';
import type { Random } from '../../random.ts';
import type { ChaosClient } from './chaos-client.ts';

/** How often each step was taken, and how often it was refused, by `name` and `name code`. */
export type StormCounts = Record<string, number>;

/** Messages which everybody replies to, and which are locked, unlocked and moved. */
export const rootBody = 'the root of a thread';

type Step =
  | 'message.post'
  | 'message.react'
  | 'member.mute'
  | 'member.unmute'
  | 'member.remove'
  | 'member.add'
  | 'thread.lock'
  | 'thread.unlock'
  | 'thread.move';

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

const rootsMax = 3;

/** The newest ones: threads stay short, and so do their moves. */
function rootsIn(client: ChaosClient, channelId: ChannelId): number[] {
  const messages = client.workspace.book.get(channelId)?.journal.messages.values() ?? [];
  const roots = [...messages].filter(({ body }) => body === rootBody).map(({ seq }) => seq);
  return roots.sort((a, b) => a - b).slice(-rootsMax);
}

export async function moderate(
  client: ChaosClient,
  { channelIds, memberIds }: { channelIds: readonly ChannelId[]; memberIds: readonly MemberId[] },
  random: Random,
  counts: StormCounts,
): Promise<void> {
  const channelId = random.pick(channelIds);
  const memberId = random.pick(memberIds);
  const dice = random.next();
  if (dice < 0.15) {
    const until = random.chance(0.5) ? null : Date.now() + 200 + random.below(2_000);
    return take(client, counts, 'member.mute', { channelId, memberId, until });
  }
  if (dice < 0.37) return take(client, counts, 'member.unmute', { channelId, memberId });
  if (dice < 0.47) return take(client, counts, 'member.remove', { channelId, memberId });
  if (dice < 0.7) return take(client, counts, 'member.add', { channelId, memberId });
  const rootSeq = random.pickIfAny(rootsIn(client, channelId));
  // All of them may have been moved away.
  if (dice < 0.75 || rootSeq === undefined)
    return take(client, counts, 'message.post', { channelId, body: rootBody });
  if (dice < 0.85) return take(client, counts, 'thread.lock', { channelId, rootSeq });
  if (dice < 0.92) return take(client, counts, 'thread.unlock', { channelId, rootSeq });
  const toChannelId = random.pick(channelIds.filter((id) => id !== channelId));
  return take(client, counts, 'thread.move', { channelId, rootSeq, toChannelId });
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
