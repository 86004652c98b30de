import {
  Bookmark,
  Copy,
  Link2,
  MailOpen,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  Quote,
  Trash2,
} from 'lucide-react';
import type { MessageRow } from '../../state/index.ts';
import { type MenuItem, menuOf } from '../../ui/menu-items.ts';
import { keysOf } from '../shortcuts/registry.ts';
import type { MessageCommands } from './message-commands.ts';

/** What one can do with a message, for its "more" button and for the menu under the right mouse button. */
export function messageMenu(row: MessageRow, commands: MessageCommands): MenuItem[] {
  const { message } = row;
  const gone = message.deletedAt !== null;
  return menuOf(
    !commands.inThread && {
      label: row.badge?.replies ? 'Open the thread' : 'Reply in a thread',
      icon: <MessageSquareReply />,
      shortcut: keysOf('reply'),
      onSelect: () => commands.openThread(row),
    },
    !gone && {
      label: 'Quote',
      icon: <Quote />,
      shortcut: keysOf('quote'),
      onSelect: () => commands.quote(row),
    },
    commands.can.edit(row) && {
      label: 'Edit',
      icon: <Pencil />,
      shortcut: keysOf('edit'),
      onSelect: () => commands.edit(row),
    },
    {
      label: 'Mark as unread from here',
      icon: <MailOpen />,
      shortcut: keysOf('markUnread'),
      onSelect: () => commands.markUnread(row),
    },
    !gone && {
      label: 'Save for later',
      icon: <Bookmark />,
      shortcut: keysOf('save'),
      onSelect: () => commands.save(row),
    },
    { kind: 'separator' },
    {
      label: 'Copy link',
      icon: <Link2 />,
      shortcut: keysOf('copyLink'),
      onSelect: () => commands.copyLink(row),
    },
    !gone && { label: 'Copy text', icon: <Copy />, onSelect: () => commands.copyText(row) },
    commands.can.pin(row) && {
      label: message.pinnedAt === null ? 'Pin to the channel' : 'Unpin',
      icon: message.pinnedAt === null ? <Pin /> : <PinOff />,
      shortcut: keysOf('pin'),
      onSelect: () => commands.pin(row),
    },
    { kind: 'separator' },
    commands.can.remove(row) && {
      label: 'Delete',
      icon: <Trash2 />,
      danger: true,
      shortcut: keysOf('remove'),
      onSelect: () => commands.remove(row),
    },
  );
}
