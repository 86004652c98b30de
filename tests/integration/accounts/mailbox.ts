/** A mail server on this machine that keeps what it is given. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { vi } from 'vitest';

export interface Letter {
  to: string;
  subject: string;
  text: string;
}

export async function openMailbox() {
  const letters: Letter[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      const read = async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        const { to, subject, text } = await PostalMime.parse(Buffer.concat(chunks));
        letters.push({ to: to?.[0]?.address ?? '', subject: subject ?? '', text: text ?? '' });
      };
      // oxlint-disable-next-line promise/no-callback-in-promise -- the mail server's way to be told
      void read().then(() => done(), done);
    },
  });
  smtp.listen(0, '127.0.0.1');
  const server: Server = smtp.server;
  if (!server.listening) await once(server, 'listening');
  return {
    letters,
    settings: {
      SMTP_URL: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
      MAIL_FROM: 'Atrium <atrium@example.org>',
    },
    /** The newest letter to an address whose subject fits, once there is one. It is taken out. */
    next: async (to: string, subject: RegExp): Promise<Letter> => {
      const fits = (letter: Letter) => letter.to === to && subject.test(letter.subject);
      await vi.waitUntil(() => letters.some(fits), { timeout: 5_000 });
      return letters.splice(letters.findIndex(fits), 1)[0]!;
    },
    close: () => new Promise<void>((resolve) => smtp.close(() => resolve())),
  };
}

export type Mailbox = Awaited<ReturnType<typeof openMailbox>>;

/** The link of a letter: the one line that is an address. */
export function linkIn({ text }: Letter): string {
  return /^https?:\/\/\S+$/m.exec(text)?.[0] ?? '';
}
