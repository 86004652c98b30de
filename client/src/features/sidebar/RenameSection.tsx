import { SectionDialog } from './SectionDialog.tsx';
import { useArrangement } from './use-arrangement.ts';

export default function RenameSection({ name, onClose }: { name: string; onClose: () => void }) {
  const { renameSection } = useArrangement();
  return (
    <SectionDialog
      title="Rename the section"
      initial={name}
      done="Rename"
      onClose={onClose}
      onSubmit={(to) => renameSection(name, to)}
    />
  );
}
