import { AtriumError } from '@atrium/shared';
import { hashPassword } from '../core/auth/passwords.ts';
import { open } from '../core/command.ts';
import { memberModel, type MemberRow } from '../core/directory/model.ts';
import { words } from '../mail/words.ts';
import { endSessions } from './end-sessions.ts';
import { dropLinks, spendLink } from './links.ts';
import { tellMember } from './tell-member.ts';

export const resetPassword = open('account.reset_password', async ({ core }, { token, password }) => {
  const { memberId, email } = await spendLink(core, token, ['reset']);
  const filter = { _id: memberId, email, deactivatedAt: null };
  // The address must still be the member's: a link sent to one they have given up opens nothing.
  const member = memberId && (await memberModel(core.db.connection).findOne(filter).lean<MemberRow>());
  if (!member) throw new AtriumError('link_expired');
  await core.auth.sessions.setPassword(member._id, await hashPassword(password));
  await dropLinks(core, member._id, ['reset', 'confirm_email']);
  await endSessions(core, member._id);
  tellMember(core, member, words.passwordChanged);
  return {};
});
