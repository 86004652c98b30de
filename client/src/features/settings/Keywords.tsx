import { limits } from '@atrium/shared';
import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Field, Input } from '../../ui/Field.tsx';

/** Words that count as a mention. */
export function Keywords({
  value,
  onChange,
}: {
  value: readonly string[];
  /** Resolves to whether it was taken. */
  onChange: (value: string[]) => Promise<boolean>;
}) {
  const [word, setWord] = useState('');
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const next = word.trim();
    const isNew = next && !value.includes(next) && value.length < limits.keywordsPerMember;
    if (isNew && !(await onChange([...value, next]))) return;
    // Unless another is being written by now.
    setWord((shown) => (shown.trim() === next ? '' : shown));
  };
  return (
    <form onSubmit={(event) => void add(event)} className="flex flex-col gap-2">
      <Field
        label="Keywords"
        hint="You are told when somebody writes one of these, as if you had been mentioned."
      >
        {(field) => (
          <span className="flex gap-2">
            <Input
              {...field}
              value={word}
              maxLength={limits.keywordLength}
              onChange={(event) => setWord(event.target.value)}
              placeholder="invoice"
            />
            <Button type="submit" disabled={word.trim() === ''}>
              Add
            </Button>
          </span>
        )}
      </Field>
      {value.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {value.map((keyword) => (
            <li
              key={keyword}
              className="flex h-7 items-center gap-1 rounded-md bg-accent-soft pr-1 pl-2.5 text-ui text-accent-ink"
            >
              {keyword}
              <button
                type="button"
                aria-label={`Not ${keyword}`}
                onClick={() => void onChange(value.filter((one) => one !== keyword))}
                className="rounded-sm p-0.5 hover:bg-hover"
              >
                <X className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
