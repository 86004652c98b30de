import type { ChannelId, Message } from '@atrium/shared';
import { Link } from '@tanstack/react-router';
import { Pin } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions, useEntriesOf } from '../../state/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { wordsFor } from '../errors/words.ts';
import { MemberName } from '../messages/MemberName.tsx';
import { MessageBody } from '../messages/MessageBody.tsx';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { formatShort } from '../time/format.ts';

/** What changes what is pinned, or what it says. */
const pinning = ['message.pinned', 'message.unpinned', 'message.edited', 'message.deleted'] as const;

export function PinnedMessages({ channelId }: { channelId: ChannelId }) {
  const { messages } = useActions();
  const [pins, setPins] = useState<Message[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const changes = useEntriesOf(channelId, pinning);
  useEffect(() => {
    messages.pins(channelId).then(setPins, (error: unknown) => setProblem(wordsFor(error)));
  }, [messages, channelId, changes]);
  if (problem && !pins) return <p className="p-4 text-sm text-danger-ink">{problem}</p>;
  if (!pins) return <MessageSkeletons rows={3} />;
  if (pins.length === 0) {
    return (
      <EmptyState icon={<Pin />} title="Nothing is pinned">
        Pin what people look for again and again: it is one press away here, for everybody.
      </EmptyState>
    );
  }
  return (
    <ul className="flex flex-col gap-2 p-3">
      {pins.map((message) => (
        <li key={message.seq} className="rounded-xl p-3 shadow-[inset_0_0_0_1px_var(--c-line)]">
          <div className="mb-1 flex items-center gap-2">
            <MemberAvatar id={message.authorId} size={20} />
            <MemberName id={message.authorId} className="text-ui font-semibold" />
            <Link
              to="/c/$channelId/$seq"
              params={{ channelId, seq: String(message.seq) }}
              className="text-xs text-faint hover:underline"
            >
              {formatShort(message.at)}
            </Link>
          </div>
          <MessageBody body={message.body} />
        </li>
      ))}
    </ul>
  );
}
