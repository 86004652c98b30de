import { AtriumError, type MemberId, newId } from '@atrium/shared';
import { open } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { memberModel, type MemberRow } from '../core/directory/model.ts';
import { duplicateKey } from '../core/duplicate-key.ts';
import { words } from '../mail/words.ts';
import { readWorkspace } from '../workspace/read.ts';
import { createMember } from './create-member.ts';
import { joinChannels } from './join-channels.ts';
import type { LinkRow } from './link-model.ts';
import { dropLinks, spendLink } from './links.ts';
import { toMe } from './me.ts';
import { isOfDomain } from './sign-up.ts';
import { tellMember } from './tell-member.ts';

export const confirmEmail = open('account.confirm_email', async ({ core }, { token }) => {
  const link = await spendLink(core, token, ['confirm_email', 'confirm_sign_up']);
  await (link.kind === 'confirm_email' ? changeAddress(core, link) : finishSignUp(core, link));
  return {};
});

async function changeAddress(core: Core, { memberId, email }: LinkRow): Promise<void> {
  if (memberId === null || email === null) throw new AtriumError('link_expired');
  const rows = memberModel(core.db.connection);
  const before = await rows
    .findOneAndUpdate({ _id: memberId, deactivatedAt: null }, { $set: { email } })
    .lean<MemberRow>()
    .catch((cause: unknown) => {
      throw duplicateKey(cause) === null ? cause : new AtriumError('email_taken', { cause });
    });
  if (before === null) throw new AtriumError('link_expired');
  // Reset links went to the old address, which may have a new owner.
  await dropLinks(core, memberId, ['reset', 'confirm_email']);
  core.feed.publish(memberId, { me: toMe({ ...before, email }) });
  tellMember(core, before, words.emailChanged);
}

async function finishSignUp(core: Core, { email, signUp }: LinkRow): Promise<void> {
  const { settings } = await readWorkspace(core);
  if (email === null || signUp === null || !isOfDomain(email, settings.signUpDomains)) {
    throw new AtriumError('link_expired');
  }
  const details = { id: newId<MemberId>(), kind: 'person', role: 'member', email, ...signUp } as const;
  const created = await createMember(core, details).catch((error: unknown) => {
    // Taken while the link waited: a handle of our own making is better than a sign-up that failed.
    if (error instanceof AtriumError && error.code === 'name_taken') {
      return createMember(core, { ...details, handle: null });
    }
    throw error;
  });
  await joinChannels(core, created);
}
