import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadPlace } from '../core/place.ts';
import { channelPreferencesRows, toChannelPreference } from './model.ts';

export const setChannel = plain('preferences.set_channel', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  allow: () => allowed,
  run: async ({ core, actor }, { channelId, ...changes }) => {
    const $set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const row = await channelPreferencesRows(core.db.connection)
      .findOneAndUpdate(
        { channelId, memberId: actor.memberId },
        { $set },
        { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
      )
      .lean();
    const preference = toChannelPreference(row);
    core.feed.publish(actor.memberId, { channelPreferences: [preference] });
    return { preference };
  },
});
