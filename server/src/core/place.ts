import {
  type Actor,
  AtriumError,
  canRead,
  canSee,
  type ChannelId,
  type Place,
  type Seq,
  type Verdict,
} from '@atrium/shared';
import type { CommandContext } from './command.ts';
import type { Head, Journal } from './journal/types.ts';

/** A channel as of this node's head, and who the actor is in it. */
export interface Here {
  journal: Journal;
  place: Place;
}

/**
 * The channel, found through the actor's own right to read it.
 * @throws {AtriumError} `not_found`, the same for a channel that is hidden and for one that does not exist
 */
export async function loadPlace({ core, actor, now }: CommandContext, channelId: ChannelId): Promise<Here> {
  const journal = await core.journals.open(channelId);
  if (!journal) throw new AtriumError('not_found');
  const place = placeIn(journal, actor, now);
  demand(canRead(actor, place));
  return { journal, place };
}

/** Takes a journal, or the head at which something is decided. */
export function placeIn(journal: Pick<Head, 'state' | 'standing'>, actor: Actor, now: number): Place {
  return { channel: journal.state.channel, standing: journal.standing(actor.memberId), now };
}

/**
 * To be called once what is sent was read: reading may have brought in newer entries, the actor's removal among them, and
 * what is sent is allowed as of all of them.
 * @throws {AtriumError} `not_found`
 */
export function demandRead({ actor, now }: Pick<CommandContext, 'actor' | 'now'>, journal: Journal): Place {
  const place = placeIn(journal, actor, now);
  demand(canRead(actor, place));
  return place;
}

/** What a token does not let its bearer read does not exist for it, whatever its member may: rows about it are left out. */
export function existsFor({ tokenScopes, tokenChannelIds }: Actor, channelId: ChannelId): boolean {
  return (tokenChannelIds?.has(channelId) ?? true) && (tokenScopes?.has('channel.read') ?? true);
}

/** The channel and, where one is named, a thread in it that the actor may see. */
export async function loadConversation(
  context: CommandContext,
  { channelId, rootSeq }: { channelId: ChannelId; rootSeq: Seq | null },
): Promise<Here> {
  const here = await loadPlace(context, channelId);
  if (rootSeq === null) return here;
  demand(canSee(context.actor, here.place, rootSeq));
  if (!(await here.journal.thread(rootSeq))) throw new AtriumError('not_found');
  return here;
}

/** Turns a refusal into the error that the caller gets. */
export function demand(verdict: Verdict): void {
  if (verdict.ok) return;
  const options: ConstructorParameters<typeof AtriumError>[1] = {};
  if (verdict.details) options.details = verdict.details;
  if (verdict.retryAfterMs !== undefined) options.retryAfterMs = verdict.retryAfterMs;
  throw new AtriumError(verdict.code, options);
}
