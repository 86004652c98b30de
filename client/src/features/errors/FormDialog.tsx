import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { FormError } from '../accounts/FormError.tsx';

interface Props {
  title: string;
  description?: ReactNode;
  /** Null: it can be looked at, not changed. */
  submitLabel: string | null;
  danger?: boolean;
  /** Nothing can be sent yet. */
  disabled?: boolean;
  busy?: boolean;
  /** Why it was refused. */
  words?: string | null;
  /** In place of the button that closes it. */
  secondary?: ReactNode;
  onSubmit: () => void | Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/** Asks for something, sends it, and stays with the reason when it is refused. */
export function FormDialog({
  title,
  description,
  submitLabel,
  danger = false,
  disabled = false,
  busy = false,
  words = null,
  onSubmit,
  onClose,
  secondary = <Button onClick={onClose}>{submitLabel === null ? 'Close' : 'Cancel'}</Button>,
  children,
}: Props) {
  return (
    <Dialog open onClose={onClose} title={title} description={description}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void onSubmit();
        }}
        className="contents"
      >
        <DialogBody>
          {children}
          <FormError words={words} />
        </DialogBody>
        <DialogActions>
          {secondary}
          {submitLabel !== null && (
            <Button type="submit" variant={danger ? 'danger' : 'primary'} busy={busy} disabled={disabled}>
              {submitLabel}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
}
