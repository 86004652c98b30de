import type { Core } from '../core/core.ts';
import { linkTo, publicUrl } from '../mail/public-url.ts';
import { hasMail, type Mail, sendMail } from '../mail/send.ts';
import { readWorkspace } from '../workspace/read.ts';

/** Mails a link, or, where no mail is configured, writes it into the log, from which the operator passes it on. */
export async function mailLink(
  core: Core,
  to: string,
  page: 'reset' | 'confirm',
  token: string,
  words: (workspace: string, link: string) => Omit<Mail, 'to'>,
): Promise<void> {
  const link = linkTo(publicUrl(core.config), page, token);
  if (!hasMail(core)) {
    core.log.warn({ link }, 'no mail is configured: pass this link on to its owner');
    return;
  }
  const { name } = await readWorkspace(core);
  await sendMail(core, { to, ...words(name, link) });
}

/**
 * Does the work after the answer: how long it takes must not tell whether there was an account to do it for.
 */
export function afterAnswer(core: Core, what: string, work: () => Promise<void>): void {
  setImmediate(() => {
    work().catch((err: unknown) => core.log.error({ err, what }, 'work after an answer failed'));
  });
}
