import type { MemberId } from '@atrium/shared';
import type { Core } from '../core/core.ts';

/** Ends one session of a member: its row, what is cached of it, and its connections on all nodes. */
export async function endSession(core: Core, memberId: MemberId, sessionId: string): Promise<boolean> {
  const was = await core.auth.sessions.end(memberId, sessionId);
  core.auth.forget(memberId, sessionId);
  core.feed.disconnect(memberId, sessionId);
  return was;
}

/** Ends all sessions of a member, or all but one. @returns how many there were */
export async function endSessions(core: Core, memberId: MemberId, except?: string): Promise<number> {
  const sessions = await core.auth.sessions.list(memberId);
  const ending = sessions.filter(({ id }) => id !== except);
  await Promise.all(ending.map(({ id }) => endSession(core, memberId, id)));
  return ending.length;
}
