import { createTransport } from 'nodemailer';
import type { Core } from '../core/core.ts';

/** Plain text: what people need is a sentence and a link, and markup would only be one more thing to get wrong. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

type Ground = Pick<Core, 'config' | 'log'>;

export function hasMail({ config }: Pick<Core, 'config'>): boolean {
  return config.SMTP_URL !== undefined && config.MAIL_FROM !== undefined;
}

/** @returns whether the mail server took it; why it did not is logged */
export async function sendMail({ config, log }: Ground, mail: Mail): Promise<boolean> {
  const { SMTP_URL, MAIL_FROM } = config;
  if (SMTP_URL === undefined || MAIL_FROM === undefined) return false;
  const transport = createTransport(SMTP_URL, { from: MAIL_FROM });
  try {
    await transport.sendMail({ ...mail, disableFileAccess: true, disableUrlAccess: true });
    return true;
  } catch (err) {
    log.error({ err, subject: mail.subject }, 'a mail could not be sent');
    return false;
  } finally {
    transport.close();
  }
}
