import type { ClientId } from '@atrium/shared';
import { CircleAlert } from 'lucide-react';
import { useActions } from '../../state/index.ts';
import { attempt } from '../errors/use-attempt.ts';

interface Props {
  clientId: ClientId;
  /** Why, in words. */
  because: string;
  /** What taking it back is called here. */
  takeBack: string;
  onTakeBack: () => void;
}

/** That a message of one's own was refused, and what can be done about it. */
export function NotSent({ clientId, because, takeBack, onTakeBack }: Props) {
  const { messages } = useActions();
  const choices: [string, () => void][] = [
    ['Try again', () => void attempt(() => messages.retry(clientId))],
    [takeBack, onTakeBack],
    ['Discard', () => void attempt(() => messages.discard(clientId))],
  ];
  return (
    <div role="alert" className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-ui text-danger-ink">
      <span className="flex items-center gap-1.5">
        <CircleAlert className="size-4 shrink-0" />
        Not sent. {because}
      </span>
      <span className="flex gap-3 font-medium">
        {choices.map(([label, choose]) => (
          <button key={label} type="button" className="underline" onClick={choose}>
            {label}
          </button>
        ))}
      </span>
    </div>
  );
}
