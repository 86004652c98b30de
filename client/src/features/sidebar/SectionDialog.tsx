import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { TextField } from '../accounts/TextField.tsx';
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
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(() => onSubmit(name.trim()))) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description="Sections arrange your own side bar; nobody else sees them."
    >
      <form onSubmit={(event) => void submit(event)}>
        <DialogBody>
          <TextField
            label="Name"
            required
            maxLength={40}
            value={name}
            onChange={setName}
            placeholder="Launch"
          />
          <FormError words={words} />
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy} disabled={name.trim() === ''}>
            {done}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
