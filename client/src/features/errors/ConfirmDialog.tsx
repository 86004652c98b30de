import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { useAttempt } from './use-attempt.ts';

interface Props {
  title: string;
  /** What follows from it, and whether it can be undone. */
  description: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  /** What it is about. */
  children?: ReactNode;
}

/** Asks once more before something that others feel at once. */
export function ConfirmDialog({
  title,
  description,
  confirmLabel,
  cancelLabel = 'Cancel',
  danger = false,
  onConfirm,
  onClose,
  children,
}: Props) {
  const { busy, words, run } = useAttempt();
  const confirm = async () => {
    if (await run(onConfirm)) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={title} description={description}>
      {(children || words) && (
        <DialogBody>
          {children}
          <FormError words={words} />
        </DialogBody>
      )}
      <DialogActions>
        <Button onClick={onClose}>{cancelLabel}</Button>
        <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void confirm()}>
          {confirmLabel}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
