/** Every shortcut of the product: the one list that the keys, the tooltips, the palette and the sheet are made from. */
export const shortcuts = {
  palette: {
    keys: ['Mod+k'],
    says: 'Go to a channel, a person, a thread, or a command',
    group: 'Everywhere',
  },
  sheet: { keys: ['?', 'Mod+/'], says: 'Show this list', group: 'Everywhere' },
  nextUnread: { keys: ['Alt+Shift+ArrowDown'], says: 'Next unread channel', group: 'Everywhere' },
  previousUnread: { keys: ['Alt+Shift+ArrowUp'], says: 'Previous unread channel', group: 'Everywhere' },
  nextChannel: { keys: ['Alt+ArrowDown'], says: 'Next channel', group: 'Everywhere' },
  previousChannel: { keys: ['Alt+ArrowUp'], says: 'Previous channel', group: 'Everywhere' },
  threads: { keys: ['Mod+Shift+t', 'g t'], says: 'Threads', group: 'Everywhere' },
  activity: { keys: ['Mod+Shift+m', 'g a'], says: 'Activity', group: 'Everywhere' },
  drafts: { keys: ['g d'], says: 'Drafts and scheduled', group: 'Everywhere' },
  settings: { keys: ['Mod+,'], says: 'Settings', group: 'Everywhere' },
  toggleTheme: { keys: ['Mod+Shift+l'], says: 'Light or dark', group: 'Everywhere' },
  markRead: { keys: ['Escape'], says: 'Mark the channel as read, or close the pane', group: 'In a channel' },
  markAllRead: { keys: ['Shift+Escape'], says: 'Mark everything as read', group: 'In a channel' },
  focusComposer: { keys: ['c'], says: 'Write', group: 'In a channel' },
  channelThreads: {
    keys: ['Mod+Shift+e'],
    says: 'Switch between messages and threads',
    group: 'In a channel',
  },
  channelDetails: { keys: ['Mod+Shift+i'], says: 'Channel details', group: 'In a channel' },
  moveUp: {
    keys: ['Mod+Shift+ArrowUp'],
    says: 'Move the channel or section up',
    group: 'In the side bar',
  },
  moveDown: {
    keys: ['Mod+Shift+ArrowDown'],
    says: 'Move the channel or section down',
    group: 'In the side bar',
  },
  messageUp: { keys: ['ArrowUp', 'k'], says: 'Previous message', group: 'On a message' },
  messageDown: { keys: ['ArrowDown', 'j'], says: 'Next message', group: 'On a message' },
  react: { keys: ['r'], says: 'React', group: 'On a message' },
  reply: { keys: ['t', 'Enter'], says: 'Reply in a thread', group: 'On a message' },
  quote: { keys: ['q'], says: 'Quote', group: 'On a message' },
  edit: { keys: ['e'], says: 'Edit', group: 'On a message' },
  copyLink: { keys: ['l'], says: 'Copy the link', group: 'On a message' },
  markUnread: { keys: ['u'], says: 'Mark as unread from here', group: 'On a message' },
  save: { keys: ['s'], says: 'Save for later', group: 'On a message' },
  pin: { keys: ['p'], says: 'Pin to the channel', group: 'On a message' },
  remove: { keys: ['Delete'], says: 'Delete', group: 'On a message' },
  send: { keys: ['Enter'], says: 'Send', group: 'While writing' },
  newline: { keys: ['Shift+Enter'], says: 'New line', group: 'While writing' },
  editLast: { keys: ['ArrowUp'], says: 'Edit your last message (in an empty field)', group: 'While writing' },
  bold: { keys: ['Mod+b'], says: 'Bold', group: 'While writing' },
  italic: { keys: ['Mod+i'], says: 'Italic', group: 'While writing' },
  code: { keys: ['Mod+e'], says: 'Code', group: 'While writing' },
} as const satisfies Record<string, Shortcut>;

interface Shortcut {
  /** `Mod` is ⌘ on a Mac and Ctrl elsewhere; `g t` is one key after the other. */
  keys: readonly string[];
  says: string;
  group: 'Everywhere' | 'In the side bar' | 'In a channel' | 'On a message' | 'While writing';
}

export type ShortcutName = keyof typeof shortcuts;

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const names: Record<string, string> = {
  Mod: mac ? '⌘' : 'Ctrl',
  Alt: mac ? '⌥' : 'Alt',
  Shift: mac ? '⇧' : 'Shift',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Enter: '↵',
  Delete: 'Del',
};

/** Keys as they are read, with spaces between them: `Ctrl K`. */
export function formatKeys(keys: string): string {
  return keys
    .split(/[ +](?=.)/)
    .map((key) => names[key] ?? key.toUpperCase())
    .join(' ');
}

/** The first keys of a shortcut, for a tooltip or a menu. */
export function keysOf(name: ShortcutName): string {
  return formatKeys(shortcuts[name].keys[0]);
}

/** Does the event press these keys? Only single strokes; sequences are the listener's. */
export function isPressed(keys: string, event: KeyboardEvent | React.KeyboardEvent): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (name: string) => parts.includes(name);
  if ((mac ? event.metaKey : event.ctrlKey) !== wants('Mod')) return false;
  if (event.altKey !== wants('Alt')) return false;
  // A sign such as "?" needs Shift on some keyboards and not on others.
  if (/^[a-z]$|.{2,}/i.test(key) && event.shiftKey !== wants('Shift')) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

export function matches(name: ShortcutName, event: KeyboardEvent | React.KeyboardEvent): boolean {
  return shortcuts[name].keys.some((keys) => isPressed(keys, event));
}
