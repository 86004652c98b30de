import { AtriumError } from '@atrium/shared';
import { hashPassword } from '../core/auth/passwords.ts';
import { plain } from '../core/command.ts';
import { words } from '../mail/words.ts';
import { endSessions } from './end-sessions.ts';
import { dropLinks } from './links.ts';
import { readMember } from './me.ts';
import { canUseAccount } from './rules.ts';
import { tellMember } from './tell-member.ts';

export const changePassword = plain('account.change_password', {
  allow: canUseAccount,
  run: async ({ core, caller }, { current, password }) => {
    const { memberId, proof } = caller;
    if (!(await core.auth.sessions.checkPassword(memberId, current)))
      throw new AtriumError('wrong_credentials');
    await core.auth.sessions.setPassword(memberId, await hashPassword(password));
    await dropLinks(core, memberId, ['reset']);
    await endSessions(core, memberId, proof.kind === 'session' ? proof.sessionId : undefined);
    tellMember(core, await readMember(core, memberId), words.passwordChanged);
    return {};
  },
});
