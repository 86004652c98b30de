import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadPlace } from '../core/place.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { channelPreferencesRows, toChannelPreference } from './model.ts';

export const setChannel = plain('preferences.set_channel', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  allow: () => allowed,
  run: async ({ core, actor }, { channelId, ...changes }) => {
    const $set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const key = { channelId, memberId: actor.memberId };
    const options = { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true } as const;
    const rows = channelPreferencesRows(core.db.connection);
    const row = await retryUpsert(() => rows.findOneAndUpdate(key, { $set }, options).lean());
    const preference = toChannelPreference(row);
    core.feed.publish(actor.memberId, { channelPreferences: [preference] });
    return { preference };
  },
});
