import { AtriumError } from '@atrium/shared';
import { open, plain } from '../core/command.ts';
import { endSession, endSessions } from './end-sessions.ts';
import { canUseAccount } from './rules.ts';

/** Open, because it clears the cookie, which it also does for a session that has already ended. */
export const signOut = open('account.sign_out', async ({ core, caller, request }) => {
  request.setCookie(core.auth.sessions.clearedCookie());
  if (caller === null) return {};
  if (caller.proof.kind !== 'session') throw new AtriumError('forbidden');
  await endSession(core, caller.memberId, caller.proof.sessionId);
  return {};
});

export const signOutEverywhere = plain('account.sign_out_everywhere', {
  allow: canUseAccount,
  run: async ({ core, caller }) => {
    const current = caller.proof.kind === 'session' ? caller.proof.sessionId : undefined;
    return { ended: await endSessions(core, caller.memberId, current) };
  },
});
