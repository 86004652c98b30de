import { type Preferences } from '@atrium/shared';
import { useState } from 'react';
import { useActions, usePreferences } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toast.ts';
import { attempt } from '../errors/use-attempt.ts';
import { DndSchedule } from './DndSchedule.tsx';
import { Keywords } from './Keywords.tsx';
import { Section } from './Section.tsx';
import { WhyNotices } from './WhyNotices.tsx';

const levels: { value: Preferences['level']; label: string; hint: string }[] = [
  { value: 'all', label: 'Every message', hint: 'In every channel that you have not set otherwise' },
  { value: 'mentions', label: 'Mentions, replies and direct messages', hint: 'What is meant for you' },
  { value: 'nothing', label: 'Nothing', hint: 'You look when you want to' },
];

export default function NotificationSettings() {
  const { own } = useActions();
  const preferences = usePreferences();
  const [permission, setPermission] = useState(() =>
    'Notification' in window ? Notification.permission : 'unsupported',
  );
  const change = (wanted: Partial<Preferences>) => attempt(() => own.setPreferences(wanted));
  const set = (wanted: Partial<Preferences>) => void change(wanted);
  const ask = async (on: boolean) => {
    if (!on) return set({ desktop: false });
    const answer = await own.allowDesktopNotices();
    setPermission(answer);
    if (answer === 'granted') set({ desktop: true });
    else
      toast('The browser does not show notifications of this page. You can allow it beside the address.', {
        kind: 'error',
      });
  };
  return (
    <>
      <Section
        title="What you are told of"
        hint="Each channel can differ: see its menu in the side bar, or its details."
      >
        <Field label="In the whole workspace">
          {(field) => (
            <Select
              id={field.id}
              label="In the whole workspace"
              value={preferences.level}
              options={levels}
              onChange={(level) => set({ level })}
            />
          )}
        </Field>
        <Keywords value={preferences.keywords} onChange={(keywords) => change({ keywords })} />
      </Section>
      <Section title="How you are told">
        <Switch
          label="Desktop notifications"
          hint={
            permission === 'unsupported'
              ? 'This browser has none.'
              : permission === 'denied'
                ? 'Not allowed in the browser for this page.'
                : 'Shown by your system while Atrium is open somewhere.'
          }
          checked={preferences.desktop && permission === 'granted'}
          disabled={permission === 'unsupported'}
          onChange={(on) => void ask(on)}
        />
        <Switch
          label="Sound"
          hint="A short, quiet one."
          checked={preferences.sound}
          onChange={(sound) => set({ sound })}
        />
      </Section>
      <Section
        title="Do not disturb"
        hint="In these hours nothing sounds or pops up; it waits for you in Activity."
      >
        <DndSchedule value={preferences.dndSchedule} onChange={(dndSchedule) => set({ dndSchedule })} />
      </Section>
      <Section
        title="Why did I get this?"
        hint="Each notice says why it came. These are all the reasons there are, strongest first."
      >
        <WhyNotices />
      </Section>
      <Button
        variant="quiet"
        className="self-start"
        onClick={() =>
          void attempt(
            () => own.setPreferences({ level: 'mentions', keywords: [], sound: true, dndSchedule: null }),
            'As it was at the beginning.',
          )
        }
      >
        Back to how it was at the beginning
      </Button>
    </>
  );
}
