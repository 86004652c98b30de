import { AtriumError, limits, type MemberId } from '@atrium/shared';
import type { OpenContext } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import type { MemberRow } from '../core/directory/model.ts';
import { endSession } from './end-sessions.ts';
import { dropLinks } from './links.ts';
import { readMember } from './me.ts';

/**
 * Signs somebody in: always a new session, whatever cookie the browser came with.
 * @returns null when the password is wrong or there is no such login
 * @throws {AtriumError} `deactivated`, to those who know the password
 */
export async function startSession(
  { core, caller, request }: OpenContext,
  memberId: MemberId,
  password: string,
): Promise<MemberRow | null> {
  const started = await core.auth.sessions.signIn(memberId, password, request);
  if (started === null) return null;
  // Read after the session was made: a deactivation that runs at the same time either is seen here or ends it itself.
  const member = await readMember(core, memberId);
  if (member.deactivatedAt !== null) {
    await endSession(core, memberId, started.sessionId);
    throw new AtriumError('deactivated');
  }
  if (caller?.proof.kind === 'session') await endSession(core, caller.memberId, caller.proof.sessionId);
  await endOldest(core, memberId);
  await dropLinks(core, memberId, ['reset']);
  for (const cookie of started.cookies) request.setCookie(cookie);
  return member;
}

async function endOldest(core: Core, memberId: MemberId): Promise<void> {
  const sessions = await core.auth.sessions.list(memberId);
  const surplus = sessions.slice(0, Math.max(0, sessions.length - limits.sessionsPerMember));
  await Promise.all(surplus.map(({ id }) => endSession(core, memberId, id)));
}
