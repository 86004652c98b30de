import { type ChannelId, limits } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type ThreadView, useActions, useChannelNames, useThreadTakers } from '../../state/index.ts';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { AudienceLine } from '../composer/AudienceLine.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
import { useAttempt } from '../errors/use-attempt.ts';

/** Asks where a thread is to go, and says who else will read it there. */
export function MoveDialog({ view, onClose }: { view: ThreadView; onClose: () => void }) {
  const { threads } = useActions();
  const navigate = useNavigate();
  const { channelId, rootSeq } = view.thread;
  const takers = useThreadTakers(channelId);
  const nameOf = useChannelNames(takers);
  const [chosen, setChosen] = useState<ChannelId | null>(null);
  const [reason, setReason] = useState('');
  const { busy, words, run } = useAttempt();
  const options = takers
    .map((value) => ({ value, label: `#${nameOf(value) ?? ''}` }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
  const target = chosen ?? options[0]?.value ?? null;
  const submit = async () => {
    if (target === null) return;
    await run(async () => {
      const to = await threads.move(channelId, rootSeq, target, reason.trim());
      onClose();
      void navigate({
        to: '/c/$channelId/$seq',
        params: { channelId: to.channelId, seq: String(to.rootSeq) },
        search: { thread: to.rootSeq },
      });
    });
  };
  return (
    <FormDialog
      title="Move this thread"
      description="All of it goes, with its files and reactions. Everybody in the other channel can read it; here only a note stays that it was moved."
      submitLabel="Move"
      disabled={target === null}
      busy={busy}
      words={words}
      onSubmit={submit}
      onClose={onClose}
    >
      {target === null ? (
        <p className="text-sm text-muted">There is no other channel into which you may move threads.</p>
      ) : (
        <>
          <Field label="Channel">
            {(field) => (
              <Select id={field.id} label="Channel" value={target} options={options} onChange={setChosen} />
            )}
          </Field>
          <AudienceLine channelId={target} />
          <TextField
            label="Reason"
            maxLength={limits.reasonLength}
            value={reason}
            onChange={setReason}
            hint="Everybody in this channel can read it; in the other one nobody does."
            placeholder="Optional"
          />
        </>
      )}
    </FormDialog>
  );
}
