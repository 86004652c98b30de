import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { loadPreferences, preferencesRows } from './model.ts';

export const set = plain('preferences.set', {
  allow: () => allowed,
  run: async ({ core, actor }, input) => {
    const { connection } = core.db;
    const changes = Object.entries(input).filter(([, value]) => value !== undefined);
    if (changes.length > 0) {
      const $set = Object.fromEntries(changes.map(([key, value]) => [`values.${key}`, value]));
      const rows = preferencesRows(connection);
      await retryUpsert(() => rows.updateOne({ _id: actor.memberId }, { $set }, { upsert: true }));
    }
    const preferences = await loadPreferences(connection, actor.memberId);
    core.feed.publish(actor.memberId, { preferences });
    return { preferences };
  },
});
