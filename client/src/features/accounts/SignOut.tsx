import { useActions, useUnsentCount } from '../../state/index.ts';
import { counted } from '../../ui/count.ts';
import { ConfirmDialog } from '../errors/ConfirmDialog.tsx';

/** Asks somebody who signs out with messages that only this device has. */
export default function SignOut({ onClose }: { onClose: () => void }) {
  const { session } = useActions();
  const { all: left } = useUnsentCount();
  return (
    <ConfirmDialog
      title="Sign out all the same?"
      description={
        left === 0
          ? 'All that you wrote is sent by now.'
          : `${counted(left, 'message')} of yours ${left === 1 ? 'is' : 'are'} not sent. Nothing stays on this device when you sign out: ${left === 1 ? 'it' : 'they'} would be lost.`
      }
      confirmLabel="Sign out"
      cancelLabel="Stay"
      danger={left > 0}
      onConfirm={() => session.signOut()}
      onClose={onClose}
    />
  );
}
