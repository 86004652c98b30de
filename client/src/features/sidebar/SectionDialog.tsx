import { useState } from 'react';
import { TextField } from '../accounts/TextField.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
import { useAttempt } from '../errors/use-attempt.ts';

interface Props {
  title: string;
  initial: string;
  done: string;
  onClose: () => void;
  onSubmit: (name: string) => Promise<void>;
}

/** Asks for a section's name. */
export function SectionDialog({ title, initial, done, onClose, onSubmit }: Props) {
  const [name, setName] = useState(initial);
  const { busy, words, run } = useAttempt();
  const submit = async () => {
    if (await run(() => onSubmit(name.trim()))) onClose();
  };
  return (
    <FormDialog
      title={title}
      description="Sections arrange your own side bar; nobody else sees them."
      submitLabel={done}
      disabled={name.trim() === ''}
      busy={busy}
      words={words}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label="Name" required maxLength={40} value={name} onChange={setName} placeholder="Launch" />
    </FormDialog>
  );
}
