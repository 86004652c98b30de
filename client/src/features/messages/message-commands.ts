import type { ChannelId, Message, Seq, ThreadFlags } from '@atrium/shared';
import type { MessageRow } from '../../state/index.ts';

/** What can be done with a message of one conversation; the same for its toolbar, its menu and the keys. */
export interface MessageCommands {
  channelId: ChannelId;
  /** In a thread there is no thread to open. */
  inThread: boolean;
  can: {
    react: (row: MessageRow) => boolean;
    edit: (row: MessageRow) => boolean;
    remove: (row: MessageRow) => boolean;
    pin: (row: MessageRow) => boolean;
    moderate: (message: Message) => boolean;
  };
  flagsOf: (row: MessageRow) => ThreadFlags | null;
  react: (row: MessageRow, emoji: string, on: boolean) => void;
  openThread: (row: MessageRow) => void;
  /** Puts the message into the field as a quotation. */
  quote: (row: MessageRow) => void;
  edit: (row: MessageRow) => void;
  /** Ticks a box of a list in one's own message, by its line. */
  tick: (row: MessageRow, line: number, done: boolean) => void;
  stopEditing: () => void;
  remove: (row: MessageRow) => void;
  pin: (row: MessageRow) => void;
  save: (row: MessageRow) => void;
  copyLink: (row: MessageRow) => void;
  copyText: (row: MessageRow) => void;
  markUnread: (row: MessageRow) => void;
  discardChange: (row: MessageRow) => void;
  /** The reaction picker or a menu of this row is open: its toolbar stays. */
  hold: (key: string | null) => void;
}

/** The address of a message. */
export function permalink(channelId: ChannelId, seq: Seq): string {
  return `${window.location.origin}/c/${channelId}/${seq}`;
}
