import { limits, type Me } from '@atrium/shared';
import { type FormEvent, useState } from 'react';
import { useActions, useSession } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, Textarea } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { toast } from '../../ui/toast.ts';
import { FormError } from '../accounts/FormError.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { fieldWords } from '../errors/words.ts';
import { showOverlay } from '../frame/overlays.ts';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { useStatus } from '../people/use-status.ts';
import { changedFields } from './changed-fields.ts';
import { Section } from './Section.tsx';

export default function ProfileSettings() {
  const session = useSession();
  return session.state === 'signed_in' ? <Form me={session.me} /> : null;
}

const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({
  value: zone,
  label: zone.replaceAll('_', ' '),
}));

function Form({ me }: { me: Me }) {
  const { people } = useActions();
  const status = useStatus(me);
  const [before, setBefore] = useState(me);
  const [name, setName] = useState(me.name);
  const [handle, setHandle] = useState(me.handle);
  const [title, setTitle] = useState(me.title);
  const [about, setAbout] = useState(me.about);
  const [timezone, setTimezone] = useState(me.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone);
  const { busy, words, error, run } = useAttempt();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const change = changedFields(before, { name, handle, title, about, timezone }) ?? {};
    const saved = await run(async () => setBefore(await people.updateProfile(change)));
    if (saved) toast('Your profile is saved.');
  };
  return (
    <>
      <Section title="How others see you">
        <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
          <div className="flex items-center gap-4">
            <MemberAvatar id={me.id} size={56} />
            <div className="min-w-0 flex-1">
              <p className="truncate text-base font-semibold">{me.name}</p>
              <p className="truncate text-ui text-muted">{me.email}</p>
            </div>
            <Button size="small" onClick={() => showOverlay({ kind: 'status' })}>
              {status ? `${status.emoji ?? ''} ${status.text}` : 'Set a status'}
            </Button>
          </div>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label="Name"
              required
              maxLength={limits.memberNameLength}
              value={name}
              onChange={setName}
              error={fieldWords(error, 'name')}
            />
            <TextField
              label="Handle"
              required
              maxLength={limits.memberHandleLength}
              value={handle}
              onChange={(text) => setHandle(text.toLowerCase().replace(/[^a-z0-9._-]/g, ''))}
              error={fieldWords(error, 'handle')}
              hint="What people type after @."
            />
          </div>
          <TextField
            label="What you do"
            maxLength={limits.memberTitleLength}
            value={title}
            onChange={setTitle}
            placeholder="Product designer"
          />
          <Field label="About">
            {(field) => (
              <Textarea
                {...field}
                maxLength={limits.memberAboutLength}
                value={about}
                onChange={(event) => setAbout(event.target.value)}
                placeholder="What people should know before they write to you"
              />
            )}
          </Field>
          <Field label="Time zone" hint="So that others see what time it is where you are.">
            {(field) => (
              <Select
                id={field.id}
                label="Time zone"
                value={timezone}
                options={zones}
                onChange={setTimezone}
              />
            )}
          </Field>
          <FormError words={words} />
          <Button type="submit" variant="primary" busy={busy} className="self-start">
            Save
          </Button>
        </form>
      </Section>
    </>
  );
}
