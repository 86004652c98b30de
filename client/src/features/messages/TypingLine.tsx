import { type Conversation, useMembers, useTyping } from '../../state/index.ts';
import { listOf } from './Reactions.tsx';

/** Who is writing; keeps its line, so that nothing moves when somebody begins. */
export function TypingLine({ conversation }: { conversation: Conversation }) {
  const { memberIds } = useTyping(conversation);
  const members = useMembers(memberIds.slice(0, 3));
  const names = members.map(({ name }) => name.split(' ')[0] ?? name);
  return (
    <div aria-live="off" className="flex h-5 items-center gap-1.5 px-1 text-2xs text-muted">
      {names.length > 0 && (
        <>
          <span aria-hidden className="flex gap-0.5">
            {[0, 1, 2].map((dot) => (
              <span
                key={dot}
                style={{ animationDelay: `${dot * 160}ms` }}
                className="size-1 animate-[typing_1.2s_ease-in-out_infinite] rounded-full bg-muted opacity-50"
              />
            ))}
          </span>
          <span className="truncate">
            {memberIds.length > 3
              ? 'Several people are'
              : `${listOf(names)} ${names.length === 1 ? 'is' : 'are'}`}{' '}
            typing
          </span>
        </>
      )}
    </div>
  );
}
