import type { CommandResult } from '@atrium/shared';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { Field, Input } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { copyText } from '../messages/copy.ts';
import { formatMoment } from '../time/format.ts';
import { roleHints, roleWords } from './member-words.ts';

const roles = (['member', 'moderator', 'admin'] as const).map((value) => ({
  value,
  label: roleWords[value],
  hint: roleHints[value],
}));

export default function InvitePeople({ onClose }: { onClose: () => void }) {
  const { people } = useActions();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<'member' | 'moderator' | 'admin'>('member');
  const [made, setMade] = useState<CommandResult<'invitation.create'> | null>(null);
  const { busy, words, run } = useAttempt();
  const submit = async () => {
    await run(async () => setMade(await people.invite({ email: email.trim() || null, role })));
  };
  if (made) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={made.mailed ? 'The invitation is on its way' : 'Your invitation link'}
        description={`It holds until ${formatMoment(made.invitation.expiresAt)}, for one person. It is shown only now.`}
      >
        <DialogBody>
          <Field label="Link">
            {(field) => (
              <span className="flex gap-2">
                <Input {...field} readOnly value={made.link} onFocus={(event) => event.target.select()} />
                <Button
                  variant="primary"
                  icon={<Copy className="size-4" />}
                  onClick={() => copyText(made.link, 'Link copied')}
                >
                  Copy
                </Button>
              </span>
            )}
          </Field>
        </DialogBody>
        <DialogActions>
          <Button onClick={() => setMade(null)}>Invite another</Button>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <FormDialog
      title="Invite people"
      description="Colleagues get a link and choose their own password."
      submitLabel={email ? 'Invite' : 'Make a link'}
      busy={busy}
      words={words}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="E-mail"
        type="email"
        value={email}
        onChange={setEmail}
        placeholder="Optional"
        hint="With an address, only that person can use the link. Without, whoever has it first."
      />
      <Field label="Role" hint={roleHints[role]}>
        {(field) => <Select id={field.id} label="Role" value={role} options={roles} onChange={setRole} />}
      </Field>
    </FormDialog>
  );
}
