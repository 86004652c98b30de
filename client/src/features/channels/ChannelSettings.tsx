import { type ChannelId, limits } from '@atrium/shared';
import { Archive, ArchiveRestore } from 'lucide-react';
import { useState } from 'react';
import { type ChannelView, useActions, useChannel, usePermissions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, Textarea } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
import { attempt, useAttempt } from '../errors/use-attempt.ts';
import { changedFields } from '../settings/changed-fields.ts';
import { toChannelName } from './channel-name.ts';

const slowModes = [0, 5, 10, 30, 60, 300, 900, 3600].map((seconds) => ({
  value: seconds * 1000,
  label:
    seconds === 0
      ? 'Off'
      : seconds < 60
        ? `One message in ${seconds} s`
        : `One message in ${seconds / 60} min`,
}));

export default function ChannelSettings({
  channelId,
  onClose,
}: {
  channelId: ChannelId;
  onClose: () => void;
}) {
  const loaded = useChannel(channelId);
  return loaded.value && <Form view={loaded.value} onClose={onClose} />;
}

function Form({ view: { channel }, onClose }: { view: ChannelView; onClose: () => void }) {
  const { channels } = useActions();
  const permissions = usePermissions(channel.id);
  const [before] = useState(channel);
  const [name, setName] = useState(before.name);
  const [topic, setTopic] = useState(before.topic);
  const [purpose, setPurpose] = useState(before.purpose);
  const [postingPolicy, setPolicy] = useState(before.postingPolicy);
  const [slowModeMs, setSlowMode] = useState(before.slowModeMs);
  const { busy, words, run } = useAttempt();
  const mayAny = permissions.rename.ok || permissions.describe.ok || permissions.setPolicy.ok;

  const save = async () => {
    const done = await run(async () => {
      const wanted = toChannelName(name);
      const described = changedFields(before, { topic, purpose });
      const policy = changedFields(before, { postingPolicy, slowModeMs });
      if (permissions.rename.ok && wanted !== before.name) await channels.rename(channel.id, wanted);
      if (permissions.describe.ok && described) await channels.describe(channel.id, described);
      if (permissions.setPolicy.ok && policy) await channels.setPolicy(channel.id, policy);
    });
    if (done) onClose();
  };
  return (
    <FormDialog
      title={`Settings of #${channel.name}`}
      submitLabel={mayAny ? 'Save' : null}
      busy={busy}
      words={words}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        label="Name"
        required
        disabled={!permissions.rename.ok}
        maxLength={limits.channelNameLength}
        value={name}
        onChange={(text) => setName(toChannelName(text, true))}
      />
      <TextField
        label="Topic"
        disabled={!permissions.describe.ok}
        maxLength={limits.channelTopicLength}
        value={topic}
        onChange={setTopic}
        hint="What is going on now. It stands beside the channel’s name."
      />
      <Field label="What it is for">
        {(field) => (
          <Textarea
            {...field}
            disabled={!permissions.describe.ok}
            maxLength={limits.channelPurposeLength}
            value={purpose}
            onChange={(event) => setPurpose(event.target.value)}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Who may post">
          {(field) => (
            <Select
              id={field.id}
              label="Who may post"
              disabled={!permissions.setPolicy.ok}
              value={postingPolicy}
              options={[
                { value: 'everyone', label: 'Everybody in it' },
                { value: 'moderators', label: 'Only moderators' },
              ]}
              onChange={setPolicy}
            />
          )}
        </Field>
        <Field label="Slow mode" hint="How long people wait between two messages.">
          {(field) => (
            <Select
              id={field.id}
              label="Slow mode"
              disabled={!permissions.setPolicy.ok}
              value={slowModeMs}
              options={slowModes}
              onChange={setSlowMode}
            />
          )}
        </Field>
      </div>
      {permissions.archive.ok && (
        <ArchiveRow
          icon={<Archive className="size-4" />}
          label="Archive the channel"
          hint="It can be read, not written. You find it under All channels, or by its name, and can take it out again."
          action="Archive"
          onPress={() =>
            void attempt(() => channels.archive(channel.id, true), `#${channel.name} is archived.`)
          }
        />
      )}
      {channel.archivedAt !== null && permissions.unarchive.ok && (
        <ArchiveRow
          icon={<ArchiveRestore className="size-4" />}
          label="Take it out of the archive"
          hint="People can write in it again."
          action="Take out"
          onPress={() =>
            void attempt(() => channels.archive(channel.id, false), `#${channel.name} is open again.`)
          }
        />
      )}
    </FormDialog>
  );
}

function ArchiveRow({
  icon,
  label,
  hint,
  action,
  onPress,
}: {
  icon: React.ReactNode;
  label: string;
  hint: string;
  action: string;
  onPress: () => void;
}) {
  return (
    <div className="flex items-center justify-between gap-4 rounded-lg bg-sunken p-3">
      <div>
        <p className="text-sm">{label}</p>
        <p className="text-xs text-muted">{hint}</p>
      </div>
      <Button size="small" icon={icon} onClick={onPress}>
        {action}
      </Button>
    </div>
  );
}
