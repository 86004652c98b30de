import type { MemberId } from '@atrium/shared';
import type { Core } from './core.ts';
import { standingModel } from './journal/models.ts';

/**
 * Resolves when marks, follows and activity in the database are as of the heads of a member's channels. To be called
 * before reading them over several channels: what somebody just wrote has moved their mark.
 */
export async function projectChannelsOf({ db, journals }: Core, memberId: MemberId): Promise<void> {
  const rows = await standingModel(db.connection).find({ memberId, present: true }).lean();
  await Promise.all(
    rows.map(async ({ channelId }) => {
      const journal = await journals.open(channelId);
      await journal?.projected();
    }),
  );
}
