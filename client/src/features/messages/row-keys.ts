import type { KeyboardEvent } from 'react';
import type { MessageRow } from '../../state/index.ts';
import { matches } from '../shortcuts/registry.ts';
import type { MessageCommands } from './message-commands.ts';

/** Runs the shortcut that a key on a message means; false when it means nothing. */
export function runRowKey(event: KeyboardEvent, row: MessageRow, commands: MessageCommands): boolean {
  const live = row.message.deletedAt === null;
  if (matches('reply', event) && !commands.inThread) commands.openThread(row);
  else if (matches('quote', event) && live) commands.quote(row);
  else if (matches('edit', event) && commands.can.edit(row)) commands.edit(row);
  else if (matches('copyLink', event)) commands.copyLink(row);
  else if (matches('markUnread', event)) commands.markUnread(row);
  else if (matches('save', event) && live) commands.save(row);
  else if (matches('pin', event) && commands.can.pin(row)) commands.pin(row);
  else if (matches('remove', event) && commands.can.remove(row)) commands.remove(row);
  else if (matches('react', event) && commands.can.react(row)) {
    event.currentTarget
      .querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"] [data-react]`)
      ?.click();
  } else return false;
  return true;
}
