import type { ChannelId } from '@atrium/shared';
import { useActions, useChannelPreference, usePreferences } from '../../state/index.ts';
import { Select } from '../../ui/Select.tsx';
import { attempt } from '../errors/use-attempt.ts';

const words = { all: 'every message', mentions: 'mentions and replies', nothing: 'nothing' };

/** What one is told of in this channel. */
export function ChannelNotices({ channelId }: { channelId: ChannelId }) {
  const { own } = useActions();
  const { level } = useChannelPreference(channelId);
  const preferences = usePreferences();
  return (
    <section>
      <h3 className="mb-1.5 text-xs font-medium text-faint">Tell me of</h3>
      <Select
        label="Tell me of"
        className="w-full"
        value={level ?? 'default'}
        options={[
          { value: 'default', label: `As for the workspace: ${words[preferences.level]}` },
          { value: 'all', label: 'Every message' },
          { value: 'mentions', label: 'Mentions and replies' },
          { value: 'nothing', label: 'Nothing' },
        ]}
        onChange={(value) =>
          void attempt(() =>
            own.setChannelPreference(channelId, { level: value === 'default' ? null : value }),
          )
        }
      />
    </section>
  );
}
