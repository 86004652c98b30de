import type { ChannelId } from '@atrium/shared';
import { useActions, usePreferences } from '../../state/index.ts';
import { SectionDialog } from './SectionDialog.tsx';

export default function NewSection({ channelId, onClose }: { channelId: ChannelId; onClose: () => void }) {
  const { own } = useActions();
  const { sections } = usePreferences();
  const create = async (section: string) => {
    if (!sections.includes(section)) await own.setPreferences({ sections: [...sections, section] });
    await own.setChannelPreference(channelId, { section, order: 0 });
  };
  return <SectionDialog title="New section" initial="" done="Create" onClose={onClose} onSubmit={create} />;
}
