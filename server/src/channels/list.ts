import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { projectedJournalsOf } from './mine.ts';
import { channelSummaries } from './summary.ts';

export const list = plain('channel.list', {
  // Everybody may know where they are.
  allow: () => allowed,
  run: async (context) => ({ channels: await channelSummaries(context, await projectedJournalsOf(context)) }),
});
