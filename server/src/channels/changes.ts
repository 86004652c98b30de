import type { Channel, ChannelSettings } from '@atrium/shared';

type Asked = { [Key in keyof ChannelSettings]?: ChannelSettings[Key] | undefined };

/** Which of the settings asked for are not so yet; null when all of them are. */
export function changesOf(channel: Channel, asked: Asked): Partial<ChannelSettings> | null {
  const changed = Object.entries(asked).filter(
    ([key, value]) => value !== undefined && channel[key as keyof ChannelSettings] !== value,
  );
  return changed.length === 0 ? null : (Object.fromEntries(changed) as Partial<ChannelSettings>);
}
