import type { Seq } from '@atrium/shared';
import { useEffect, useRef, useState } from 'react';
import { type ChannelView, useActions, useTimeline } from '../../state/index.ts';
import { useMedia } from '../../ui/use-media.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { ConversationView } from '../messages/ConversationView.tsx';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';
import { ChannelIntro } from './ChannelIntro.tsx';
import { CircleAlert } from 'lucide-react';

interface Props {
  view: ChannelView;
  /** The entry to show, from the address. */
  seq: Seq | null;
  paneOpen: boolean;
  onOpenThread: (rootSeq: Seq) => void;
  onClosePane: () => void;
}

export function ChannelMessages({ view, seq, paneOpen, onOpenThread, onClosePane }: Props) {
  const { channel, title } = view;
  const { reads } = useActions();
  const touch = useMedia('(pointer: coarse)');
  const [around] = useState<Seq | 'unread'>(seq ?? 'unread');
  const timeline = useTimeline(channel.id, null, around);
  const shown = useRef(seq);
  const { jumpTo } = timeline;
  useEffect(() => {
    if (shown.current === seq) return;
    shown.current = seq;
    if (seq !== null) void jumpTo(seq);
  }, [seq, jumpTo]);

  useShortcuts({
    markRead: () => {
      if (paneOpen) return onClosePane();
      timeline.clearNewLine();
      void attempt(() => reads.markRead({ channelId: channel.id, rootSeq: null }));
    },
  });

  if (timeline.status === 'missing') {
    return (
      <EmptyState icon={<CircleAlert />} title="The messages did not load">
        They are not there any more.
      </EmptyState>
    );
  }
  const name = channel.kind === 'direct' ? title : `#${title}`;
  return (
    <ConversationView
      conversation={{ channelId: channel.id, rootSeq: null }}
      timeline={timeline}
      flags={null}
      placeholder={`Write to ${name}`}
      intro={<ChannelIntro view={view} />}
      autoFocus={!touch && !paneOpen}
      onOpenThread={onOpenThread}
    />
  );
}
