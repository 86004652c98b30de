import type { Core } from '../core/core.ts';
import type { MemberRow } from '../core/directory/model.ts';
import { type Mail, sendMail } from '../mail/send.ts';
import { readWorkspace } from '../workspace/read.ts';
import { afterAnswer } from './mail-link.ts';

/** Tells a person by mail what was changed about their account, so that a change by somebody else is noticed. */
export function tellMember(
  core: Core,
  { email }: Pick<MemberRow, 'email'>,
  words: (workspace: string) => Omit<Mail, 'to'>,
): void {
  if (email === null) return;
  afterAnswer(core, 'notice by mail', async () => {
    const { name } = await readWorkspace(core);
    await sendMail(core, { to: email, ...words(name) });
  });
}
