/**
 * A channel's name belongs to it alone. Names are claimed before the journal says so, because journals know nothing of each
 * other; a claim that its channel does not bear (its owner died half-way, or was renamed) can be taken over after a while.
 */
import { AtriumError, type ChannelId } from '@atrium/shared';
import type { Core } from '../core/core.ts';
import { isDuplicate } from '../core/database-errors.ts';

interface NameRow {
  _id: string;
  channelId: ChannelId;
  claimedAt: number;
}

type Ground = Pick<Core, 'db' | 'clock' | 'journals'>;

/** How long whoever claimed a name has to bear it. */
const claimMs = 10_000;

function names({ db }: Ground) {
  return db.connection.collection<NameRow>('channel_names');
}

/** Makes sure that nobody else bears the name. @throws {AtriumError} `name_taken` */
export async function claimName(ground: Ground, name: string, channelId: ChannelId): Promise<void> {
  const _id = name.normalize('NFC');
  const now = ground.clock();
  try {
    await names(ground).insertOne({ _id, channelId, claimedAt: now });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const held = await names(ground).findOne({ _id });
    if (held?.channelId === channelId) return;
    if (!held || (await isBorne(ground, held))) throw new AtriumError('name_taken', { cause: error });
    // Only one of those who find the claim dead takes it over.
    const taken = await names(ground).updateOne(held, { $set: { channelId, claimedAt: now } });
    if (taken.modifiedCount === 0) throw new AtriumError('name_taken', { cause: error });
  }
}

async function isBorne(ground: Ground, { _id, channelId, claimedAt }: NameRow): Promise<boolean> {
  if (ground.clock() - claimedAt < claimMs) return true;
  const journal = await ground.journals.open(channelId);
  if (!journal) return false;
  await journal.refresh();
  return journal.state.channel.name.normalize('NFC') === _id;
}

/** Gives a name back that the channel does not bear (any more). */
export async function releaseName(ground: Ground, name: string, channelId: ChannelId): Promise<void> {
  await names(ground).deleteOne({ _id: name.normalize('NFC'), channelId });
}
