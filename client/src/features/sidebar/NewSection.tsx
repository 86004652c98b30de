import type { ChannelId } from '@atrium/shared';
import { useActions, usePreferences } from '../../state/index.ts';
import { announce } from '../../ui/announcement.ts';
import { keepFocus, rowOfSection } from './keep-focus.ts';
import { SectionDialog } from './SectionDialog.tsx';

/** @param channelId goes into it; null: it is empty for now */
export default function NewSection({
  channelId,
  onClose,
}: {
  channelId: ChannelId | null;
  onClose: () => void;
}) {
  const { own } = useActions();
  const { sections } = usePreferences();
  const create = async (section: string) => {
    const add = async () => {
      if (!sections.includes(section)) await own.setPreferences({ sections: [...sections, section] });
      if (channelId !== null) await own.setChannelPreference(channelId, { section, order: 0 });
    };
    const added = add();
    void keepFocus(channelId ?? rowOfSection(section), added);
    await added;
    announce(`Section ${section} created.`);
  };
  return <SectionDialog title="New section" initial="" done="Create" onClose={onClose} onSubmit={create} />;
}
