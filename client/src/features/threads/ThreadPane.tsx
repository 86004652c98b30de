import { type ChannelId, noFlags, type Seq } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { Bell, BellOff, CircleAlert, Ellipsis, Maximize2, Minimize2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  useActions,
  useChannel,
  useMember,
  usePermissions,
  useThread,
  useTimeline,
} from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useMedia, useNarrow } from '../../ui/use-media.ts';
import { attempt } from '../errors/use-attempt.ts';
import { ConversationView } from '../messages/ConversationView.tsx';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';
import { ThreadChips } from './ThreadChips.tsx';
import { ThreadDialogs } from './ThreadDialogs.tsx';
import { ThreadMoved } from './ThreadMoved.tsx';
import { ThreadRoot } from './ThreadRoot.tsx';
import { type ThreadQuestion, useThreadMenu } from './use-thread-menu.tsx';

interface Props {
  channelId: ChannelId;
  rootSeq: Seq;
  /** The reply to show. */
  reply: Seq | null;
  full: boolean;
  onFull?: (full: boolean) => void;
  onClose: () => void;
}

/** A discussion: beside its channel, or in its place. */
export default function ThreadPane({ channelId, rootSeq, reply, full, onFull, onClose }: Props) {
  const { threads } = useActions();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const touch = useMedia('(pointer: coarse)');
  const loaded = useThread(channelId, rootSeq);
  const view = loaded.value;
  const channel = useChannel(channelId).value;
  const permissions = usePermissions(channelId);
  const author = useMember(view?.root.authorId ?? null);
  const [around] = useState<Seq | 'unread'>(reply ?? 'unread');
  const timeline = useTimeline(channelId, rootSeq, around);
  const [question, setQuestion] = useState<ThreadQuestion | null>(null);
  const menu = useThreadMenu(view, setQuestion);
  const shown = useRef(reply);
  const { jumpTo } = timeline;
  useEffect(() => {
    if (shown.current === reply) return;
    shown.current = reply;
    if (reply !== null) void jumpTo(reply);
  }, [reply, jumpTo]);
  useShortcuts({ markRead: onClose });

  const missing = loaded.status === 'missing' || loaded.status === 'error';
  const where = channel ? (channel.channel.kind === 'direct' ? channel.title : `#${channel.title}`) : '';
  return (
    <>
      <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-sm font-semibold">{view?.thread.title ?? 'Thread'}</h2>
          <p className="flex items-center gap-1.5 truncate text-xs text-muted">
            <button
              type="button"
              className="truncate rounded-sm hover:underline"
              onClick={() =>
                void navigate({ to: '/c/$channelId/$seq', params: { channelId, seq: String(rootSeq) } })
              }
            >
              {where}
            </button>
            {view && <ThreadChips flags={view.thread.flags} long={full} />}
          </p>
        </div>
        {view && permissions.follow(view.root).ok && (
          <IconButton
            label={view.following ? 'You follow this thread: stop' : 'Follow this thread'}
            active={view.following}
            aria-pressed={view.following}
            onClick={() => void attempt(() => threads.follow(channelId, rootSeq, !view.following))}
          >
            {view.following ? <Bell /> : <BellOff />}
          </IconButton>
        )}
        <Menu
          align="end"
          items={menu}
          trigger={
            <IconButton label="What to do with the thread">
              <Ellipsis />
            </IconButton>
          }
        />
        {onFull && !narrow && (
          <IconButton label={full ? 'Beside the channel' : 'Full width'} onClick={() => onFull(!full)}>
            {full ? <Minimize2 /> : <Maximize2 />}
          </IconButton>
        )}
        <IconButton label="Close the thread" shortcut="Esc" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      {missing ? (
        <EmptyState icon={<CircleAlert />} title="No such thread">
          It is not there, or it is not yours to see.
        </EmptyState>
      ) : view?.thread.flags.moved === 'away' ? (
        <ThreadMoved view={view} />
      ) : (
        <div className={cn('flex min-h-0 w-full flex-1 flex-col', full && 'mx-auto max-w-4xl')}>
          <ConversationView
            conversation={{ channelId, rootSeq }}
            timeline={timeline}
            flags={view?.thread.flags ?? noFlags}
            placeholder={author ? `Reply to ${author.name}` : 'Reply'}
            intro={view ? <ThreadRoot view={view} /> : null}
            autoFocus={!touch}
            onOpenThread={() => undefined}
          />
        </div>
      )}
      {question && view && (
        <ThreadDialogs view={view} question={question} onClose={() => setQuestion(null)} />
      )}
    </>
  );
}
