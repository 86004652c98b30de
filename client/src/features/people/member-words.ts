import type { WorkspaceRole } from '@atrium/shared';
import type { PresenceView } from '../../state/index.ts';

export const roleWords: Record<WorkspaceRole, string> = {
  owner: 'Owner',
  admin: 'Admin',
  moderator: 'Moderator',
  member: 'Member',
  guest: 'Guest',
  bot: 'Bot',
};

export const roleHints: Record<WorkspaceRole, string> = {
  owner: 'All there is, and the last one cannot be taken away',
  admin: 'Settings, people, bots, and moderating everywhere',
  moderator: 'Moderates every channel they are in; invites people',
  member: 'Writes, creates channels, joins public ones',
  guest: 'Sees only the channels they were invited to',
  bot: 'A program',
};

export function presenceLine({ state, dnd }: PresenceView): string {
  if (dnd) return 'Do not disturb';
  return state === 'online' ? 'Here now' : state === 'away' ? 'Away' : 'Offline';
}

/** `14:05 their time`; nothing for a zone that the browser does not know. */
export function localTime(timezone: string, now = Date.now()): string {
  try {
    return `${new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', timeZone: timezone }).format(now)} their time`;
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}
