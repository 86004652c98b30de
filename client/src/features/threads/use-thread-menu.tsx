import {
  Bell,
  BellOff,
  BellRing,
  CheckCircle2,
  CircleDot,
  FolderInput,
  Link2,
  Lock,
  LockOpen,
  PenLine,
  Pin,
  PinOff,
} from 'lucide-react';
import { type ThreadView, useActions, usePermissions } from '../../state/index.ts';
import { type MenuItem, menuOf } from '../../ui/menu-items.ts';
import { attempt } from '../errors/use-attempt.ts';
import { copyText } from '../messages/copy.ts';
import { permalink } from '../messages/message-commands.ts';

/** What asks for more before it is done. */
export type ThreadQuestion = 'title' | 'pin' | 'lock' | 'mute' | 'move';

/** What one can do with a thread; what is for moderators stands apart. */
export function useThreadMenu(
  view: ThreadView | null,
  onAsk: (question: ThreadQuestion) => void,
): () => MenuItem[] {
  const { threads } = useActions();
  const permissions = usePermissions(view?.thread.channelId ?? ('' as never));
  return () => {
    if (!view) return [];
    const { thread, root } = view;
    const { channelId, rootSeq, flags } = thread;
    const may = (scope: 'thread.pin' | 'thread.lock' | 'thread.mute') =>
      permissions.moderateThread(root, scope).ok;
    // Where it is now, people do with it what is to be done.
    if (flags.moved === 'away') return [];
    const moderates = may('thread.pin') || may('thread.lock') || may('thread.mute');
    return menuOf(
      permissions.follow(root).ok && {
        label: view.following ? 'Stop following' : 'Follow',
        hint: view.muted
          ? 'Muted for everybody: nobody is told of replies'
          : view.following
            ? 'You are told of new replies'
            : 'Be told of new replies',
        icon: view.following ? <BellOff /> : <BellRing />,
        onSelect: () => void attempt(() => threads.follow(channelId, rootSeq, !view.following)),
      },
      permissions.resolve(root, flags).ok && {
        label: view.resolved ? 'Reopen' : 'Mark as resolved',
        icon: view.resolved ? <CircleDot /> : <CheckCircle2 />,
        onSelect: () => void attempt(() => threads.resolve(channelId, rootSeq, !view.resolved)),
      },
      permissions.title(root, flags).ok && {
        label: thread.title ? 'Change the title' : 'Give it a title',
        icon: <PenLine />,
        onSelect: () => onAsk('title'),
      },
      {
        label: 'Copy link',
        icon: <Link2 />,
        onSelect: () => copyText(permalink(channelId, rootSeq), 'Link copied'),
      },
      moderates && { kind: 'separator' },
      moderates && { kind: 'label', label: 'For moderators' },
      may('thread.pin') &&
        (view.pinned
          ? {
              label: 'Unpin',
              icon: <PinOff />,
              onSelect: () => void attempt(() => threads.pin(channelId, rootSeq, false)),
            }
          : { label: 'Pin to the top…', icon: <Pin />, onSelect: () => onAsk('pin') }),
      may('thread.lock') &&
        (view.locked
          ? {
              label: 'Unlock',
              icon: <LockOpen />,
              onSelect: () => void attempt(() => threads.lock(channelId, rootSeq, false)),
            }
          : { label: 'Lock…', icon: <Lock />, onSelect: () => onAsk('lock') }),
      may('thread.mute') &&
        (view.muted
          ? {
              label: 'Unmute for everybody',
              icon: <Bell />,
              onSelect: () => void attempt(() => threads.mute(channelId, rootSeq, false)),
            }
          : { label: 'Mute for everybody…', icon: <BellOff />, onSelect: () => onAsk('mute') }),
      permissions.moveThread(root, flags).ok && {
        label: 'Move to another channel…',
        icon: <FolderInput />,
        onSelect: () => onAsk('move'),
      },
    );
  };
}
