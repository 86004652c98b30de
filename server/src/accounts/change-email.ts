import { AtriumError, type MemberId } from '@atrium/shared';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { memberModel } from '../core/directory/model.ts';
import { publicUrl } from '../mail/public-url.ts';
import { sendMail } from '../mail/send.ts';
import { words } from '../mail/words.ts';
import { readWorkspace } from '../workspace/read.ts';
import { dropLinks, issueLink } from './links.ts';
import { afterAnswer, mailLink } from './mail-link.ts';
import { canUseAccount } from './rules.ts';

const linkLifetimeMs = 24 * 3_600_000;

/** The same answer whether the address is free or somebody's: whose it is, is told to that mailbox only. */
export const changeEmail = plain('account.change_email', {
  allow: canUseAccount,
  run: async ({ core, caller }, { password, email }) => {
    if (!(await core.auth.sessions.checkPassword(caller.memberId, password)))
      throw new AtriumError('wrong_credentials');
    afterAnswer(core, 'account.change_email', () => sendConfirmation(core, caller.memberId, email));
    return { confirm: true };
  },
});

async function sendConfirmation(core: Core, memberId: MemberId, email: string): Promise<void> {
  await dropLinks(core, memberId, ['confirm_email']);
  if (await memberModel(core.db.connection).exists({ email })) return sendAlreadyHere(core, email);
  const token = await issueLink(core, 'confirm_email', { memberId, email }, linkLifetimeMs);
  await mailLink(core, email, 'confirm', token, words.confirmEmail);
}

export async function sendAlreadyHere(core: Core, email: string): Promise<void> {
  const { name } = await readWorkspace(core);
  await sendMail(core, { to: email, ...words.alreadyHere(name, `${publicUrl(core.config)}/sign-in`) });
}
