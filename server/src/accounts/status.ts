import { protocolVersion } from '@atrium/shared';
import { open } from '../core/command.ts';
import { hasMail } from '../mail/send.ts';
import { readWorkspace } from '../workspace/read.ts';
import { version } from './version.ts';

/** A page asks this first. It is also where a browser's cookie is made to last as long as the session does by now. */
export const status = open('account.status', async ({ core, caller, request, now }) => {
  const workspace = await readWorkspace(core);
  if (caller?.proof.kind === 'session' && request.cookie !== undefined) {
    const renewed = core.auth.sessions.renewedCookie(request.cookie, caller.proof.expiresAt, now);
    if (renewed !== null) request.setCookie(renewed);
  }
  return {
    setUp: workspace.setUpAt !== null,
    workspaceName: workspace.name,
    signedIn: caller !== null && !caller.deactivated,
    signUpByDomain: workspace.settings.signUpDomains.length > 0,
    mail: hasMail(core),
    protocol: protocolVersion,
    version,
  };
});
