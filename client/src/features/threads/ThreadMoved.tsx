import type { CommandResult } from '@atrium/shared';
import { Link } from '@tanstack/react-router';
import { FolderInput } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type ThreadView, useActions, useChannelName } from '../../state/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';

type Place = NonNullable<CommandResult<'message.get'>['movedTo']>;

/** In place of a thread that went to another channel: the way there, for those who may go it. */
export function ThreadMoved({ view: { thread, root } }: { view: ThreadView }) {
  const { channelId, rootSeq } = thread;
  // It is there, and can be asked for, once it is emptied here.
  const isEmptied = root.deletedAt !== null;
  const { messages, own } = useActions();
  const [place, setPlace] = useState<Place | null>(null);
  useEffect(() => {
    if (!isEmptied) return;
    let gone = false;
    messages.movedTo(channelId, rootSeq).then(
      (found) => {
        if (gone || !found) return;
        setPlace(found);
        own.carryDraft({ channelId, rootSeq }, { channelId: found.channelId, rootSeq: found.seq });
      },
      // Without an answer the note stands alone.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [messages, own, channelId, rootSeq, isEmptied]);
  return (
    <EmptyState takesFocus icon={<FolderInput />} title="This thread was moved to another channel">
      {place ? <Way place={place} /> : 'What was said in it is there now, for those who are.'}
    </EmptyState>
  );
}

function Way({ place: { channelId, seq } }: { place: Place }) {
  const name = useChannelName(channelId);
  return (
    <Link
      to="/c/$channelId/$seq"
      params={{ channelId, seq: String(seq) }}
      search={{ thread: seq }}
      className="text-accent-ink hover:underline"
    >
      {name ? `Go on in #${name}` : 'Go on there'}
    </Link>
  );
}
