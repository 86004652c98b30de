/** The cast, signed up in a workspace of their own. */
import type { CommandInput, Me } from '@atrium/shared';
import { Browser } from './browser.ts';
import type { TestServer } from './server.ts';

export const password = 'a long enough one';

export interface Person {
  browser: Browser;
  me: Me;
}

export function tokenOf(link: string | null | undefined): string {
  const token = link?.split('#token=')[1];
  if (!token) throw new Error(`no token in ${link}`);
  return token;
}

/** Olive sets the workspace up, and is its owner. */
export async function setUpByOlive(server: TestServer): Promise<Person> {
  const browser = new Browser(server.url);
  const { me } = await browser.post('account.set_up', {
    token: tokenOf(await server.firstRunLink()),
    workspaceName: 'Atrium',
    name: 'Olive',
    email: 'olive@example.org',
    password,
  });
  return { browser, me };
}

/** Somebody comes by an invitation of `inviter`'s. */
export async function invite(
  server: TestServer,
  inviter: Person,
  name: string,
  options: CommandInput<'invitation.create'> = {},
): Promise<Person> {
  const { link } = await inviter.browser.post('invitation.create', options);
  const browser = new Browser(server.url);
  const { me } = await browser.post('account.sign_up', {
    invitation: tokenOf(link),
    name,
    email: options.email ?? `${name.toLowerCase()}@example.org`,
    password,
  });
  if (me === null) throw new Error('sign-up by invitation signs in');
  return { browser, me };
}
