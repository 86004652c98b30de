import { limits, type MemberStatus } from '@atrium/shared';
import { useState } from 'react';
import { useActions, useSession } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, Input } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { EmojiButton } from '../messages/EmojiButton.tsx';
import { durations, endOf } from '../time/ahead.ts';
import { useStatus } from './use-status.ts';

const suggestions = [
  { emoji: '📅', text: 'In a meeting', duration: '3600000' },
  { emoji: '🎧', text: 'Focusing', duration: '14400000' },
  { emoji: '🌴', text: 'On holiday', duration: '604800000' },
  { emoji: '🤒', text: 'Off sick', duration: '86400000' },
];

export default function StatusDialog({ onClose }: { onClose: () => void }) {
  const { people } = useActions();
  const session = useSession();
  const current = useStatus(session.state === 'signed_in' ? session.me : null);
  const [emoji, setEmoji] = useState(current?.emoji ?? '💬');
  const [text, setText] = useState(current?.text ?? '');
  const [duration, setDuration] = useState('');
  const { busy, words, run } = useAttempt();
  const set = async (status: MemberStatus | null) => {
    if (await run(() => people.setStatus(status))) onClose();
  };
  return (
    <FormDialog
      title="Your status"
      description="Stands beside your name, for everybody who can see you."
      submitLabel="Save"
      disabled={text.trim() === ''}
      busy={busy}
      words={words}
      secondary={current && <Button onClick={() => void set(null)}>Take it away</Button>}
      onSubmit={() => set({ emoji, text: text.trim(), until: endOf(duration, Date.now()) })}
      onClose={onClose}
    >
      <div className="flex gap-2">
        <EmojiButton label="Choose an emoji" onPick={setEmoji}>
          <button
            type="button"
            aria-label="Choose an emoji"
            className="size-9 shrink-0 rounded-lg text-lg shadow-[inset_0_0_0_1px_var(--c-line-strong)] hover:bg-hover coarse:size-11"
          >
            {emoji}
          </button>
        </EmojiButton>
        <Input
          aria-label="Status"
          maxLength={limits.statusTextLength}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="What are you up to?"
        />
      </div>
      <div className="flex flex-wrap gap-1.5">
        {suggestions.map((suggestion) => (
          <Button
            key={suggestion.text}
            size="small"
            onClick={() => {
              setEmoji(suggestion.emoji);
              setText(suggestion.text);
              setDuration(suggestion.duration);
            }}
          >
            {suggestion.emoji} {suggestion.text}
          </Button>
        ))}
      </div>
      <Field label="Until">
        {(field) => (
          <Select id={field.id} label="Until" value={duration} options={durations} onChange={setDuration} />
        )}
      </Field>
    </FormDialog>
  );
}
