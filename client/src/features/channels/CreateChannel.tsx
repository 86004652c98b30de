import { limits } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { Hash, Lock } from 'lucide-react';
import { useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { toChannelName } from './channel-name.ts';

const about = {
  public: 'Everybody in the workspace can find, read and join it. Guests cannot.',
  private: 'Only those who are added can see that it exists.',
};

export default function CreateChannel({ onClose }: { onClose: () => void }) {
  const { channels } = useActions();
  const navigate = useNavigate();
  const [kind, setKind] = useState<'public' | 'private'>('public');
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const { busy, words, run } = useAttempt();
  const submit = async () => {
    await run(async () => {
      const { channel } = await channels.create({ kind, name: toChannelName(name), purpose });
      onClose();
      await navigate({ to: '/c/$channelId', params: { channelId: channel.id } });
    });
  };
  return (
    <FormDialog
      title="Create a channel"
      description="For a team, a project, a customer: one subject that goes on."
      submitLabel="Create"
      disabled={toChannelName(name) === ''}
      busy={busy}
      words={words}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="flex flex-col gap-1.5">
        <Segmented
          label="Who can see it"
          value={kind}
          options={[
            {
              value: 'public',
              label: (
                <>
                  <Hash /> Public
                </>
              ),
            },
            {
              value: 'private',
              label: (
                <>
                  <Lock /> Private
                </>
              ),
            },
          ]}
          onChange={setKind}
        />
        <p className="text-xs text-muted">{about[kind]}</p>
      </div>
      <TextField
        label="Name"
        required
        maxLength={limits.channelNameLength}
        value={name}
        onChange={(text) => setName(toChannelName(text, true))}
        placeholder="design-reviews"
        hint="Lower-case, with dashes between the words."
      />
      <TextField
        label="What it is for"
        maxLength={limits.channelPurposeLength}
        value={purpose}
        onChange={setPurpose}
        placeholder="Optional"
      />
    </FormDialog>
  );
}
