import type { MemberId } from '@atrium/shared';
import type { Core } from './core.ts';
import { channelIdsOf } from './standings-of.ts';

/**
 * Resolves when marks, follows and activity in the database are as of the heads of a member's channels. To be called
 * before reading them over several channels: what somebody just wrote has moved their mark.
 */
export async function projectChannelsOf({ db, journals }: Core, memberId: MemberId): Promise<void> {
  const channelIds = await channelIdsOf(db.connection, memberId);
  await Promise.all(
    channelIds.map(async (channelId) => {
      const journal = await journals.open(channelId);
      await journal?.projected();
    }),
  );
}
