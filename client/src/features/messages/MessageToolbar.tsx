import { Ellipsis, MessageSquareReply, Pencil, SmilePlus } from 'lucide-react';
import type { MessageRow } from '../../state/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { keysOf } from '../shortcuts/registry.ts';
import { EmojiButton } from './EmojiButton.tsx';
import type { MessageCommands } from './message-commands.ts';
import { messageMenu } from './message-menu.tsx';

const quick = ['👍', '✅', '👀'];

/** Over the message that one is at. Out of the tab order: the same is on keys and in the message's menu. */
export function MessageToolbar({ row, commands }: { row: MessageRow; commands: MessageCommands }) {
  const hold = (open: boolean) => commands.hold(open ? row.key : null);
  return (
    <div
      role="toolbar"
      aria-label="Message"
      className="absolute -top-3.5 right-5 z-10 flex gap-0.5 rounded-lg bg-raised p-0.5 shadow-bar max-md:right-3"
    >
      {commands.can.react(row) && (
        <>
          {quick.map((emoji) => (
            <button
              key={emoji}
              type="button"
              tabIndex={-1}
              aria-label={`React with ${emoji}`}
              onClick={() => commands.react(row, emoji, true)}
              className="size-7 rounded-md text-[0.9375rem] leading-none hover:bg-hover max-md:hidden"
            >
              {emoji}
            </button>
          ))}
          <EmojiButton label="React" onPick={(emoji) => commands.react(row, emoji, true)} onOpenChange={hold}>
            <IconButton size="small" tabIndex={-1} label="React" shortcut={keysOf('react')} data-react>
              <SmilePlus />
            </IconButton>
          </EmojiButton>
        </>
      )}
      {!commands.inThread && (
        <IconButton
          size="small"
          tabIndex={-1}
          label="Reply in a thread"
          shortcut={keysOf('reply')}
          onClick={() => commands.openThread(row)}
        >
          <MessageSquareReply />
        </IconButton>
      )}
      {commands.can.edit(row) && (
        <IconButton
          size="small"
          tabIndex={-1}
          label="Edit"
          shortcut={keysOf('edit')}
          onClick={() => commands.edit(row)}
        >
          <Pencil />
        </IconButton>
      )}
      <Menu
        align="end"
        items={() => messageMenu(row, commands)}
        onOpenChange={hold}
        trigger={
          <IconButton size="small" tabIndex={-1} label="More">
            <Ellipsis />
          </IconButton>
        }
      />
    </div>
  );
}
