import { type Seq, type ThreadFlags } from '@atrium/shared';
import { memo, type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import {
  type Conversation,
  type PendingRow,
  type Timeline as TimelineModel,
  useActions,
  useArrivals,
  useSession,
} from '../../state/index.ts';
import { LiveRegion } from '../../ui/LiveRegion.tsx';
import { Composer, type ComposerHandle } from '../composer/Composer.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { Timeline } from './Timeline.tsx';
import { TypingLine } from './TypingLine.tsx';

interface Props {
  conversation: Conversation;
  timeline: TimelineModel;
  flags: ThreadFlags | null;
  placeholder: string;
  intro: ReactNode;
  autoFocus?: boolean;
  onOpenThread: (rootSeq: Seq) => void;
}

/** A message more is no reason to draw the field: keys that are being typed would wait for it. */
const StillComposer = memo(Composer);

/** Messages with the field under them: what a channel and a thread have in common. */
export function ConversationView({
  conversation,
  timeline,
  flags,
  placeholder,
  intro,
  autoFocus = false,
  onOpenThread,
}: Props) {
  const session = useSession();
  const { messages } = useActions();
  const [editing, setEditing] = useState<Seq | null>(null);
  const [editsNext, setEditsNext] = useState(false);
  const [spoken, setSpoken] = useState('');
  const composer = useRef<ComposerHandle>(null);
  useArrivals(conversation, ({ author, body }) => setSpoken(`${author?.name ?? 'Somebody'}: ${body}`));

  const { channelId, rootSeq } = conversation;
  const place = useMemo(() => ({ channelId, rootSeq }), [channelId, rootSeq]);
  // What was sent a moment ago is edited once it is there, not the message before it.
  const isSending = timeline.rows.at(timeline.rows.length - 1)?.type === 'pending';
  if (editsNext && !isSending) {
    setEditsNext(false);
    setEditing(messages.lastOwn(place)?.seq ?? null);
  }
  const latest = useRef({ isSending, timeline });
  useLayoutEffect(() => {
    latest.current = { isSending, timeline };
  });
  const editLast = useCallback(() => {
    const { isSending: waits } = latest.current;
    const last = waits ? null : messages.lastOwn(place);
    if (last) setEditing(last.seq);
    else setEditsNext(waits);
    return last !== null || waits;
  }, [messages, place]);
  const sent = useCallback(() => {
    const { timeline: shown } = latest.current;
    if (shown.hasAfter) void shown.jumpToNewest();
  }, []);
  const takeBack = useCallback(
    (row: PendingRow) =>
      void attempt(async () => {
        await messages.takeBack(row.clientId);
        composer.current?.focus();
      }),
    [messages],
  );
  const quote = useCallback((markdown: string) => composer.current?.insert(markdown), []);
  const change = useCallback((seq: Seq | null) => {
    setEditing(seq);
    if (seq === null) composer.current?.focus();
  }, []);
  if (session.state !== 'signed_in') return null;
  return (
    <>
      <Timeline
        conversation={place}
        timeline={timeline}
        self={session.me.id}
        flags={flags}
        intro={intro}
        editing={editing}
        onQuote={quote}
        onEdit={change}
        onOpenThread={onOpenThread}
        onTakeBack={takeBack}
      />
      <div className="shrink-0 px-4 pb-[max(0.25rem,env(safe-area-inset-bottom))] max-md:px-2">
        <StillComposer
          ref={composer}
          conversation={place}
          flags={flags}
          placeholder={placeholder}
          autoFocus={autoFocus}
          onEditLast={editLast}
          onSent={sent}
        />
        <TypingLine conversation={conversation} />
      </div>
      <LiveRegion text={spoken} />
    </>
  );
}
