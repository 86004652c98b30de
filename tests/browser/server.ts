import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CommandInput, CommandName, CommandResult, MemberId } from '@atrium/shared';
import { newId } from '@atrium/shared';

const root = join(import.meta.dirname, '..', '..');

/** Somebody who is signed in over HTTP: runs commands as a program would, with a session's cookie. */
export interface Person {
  name: string;
  email: string;
  password: string;
  id: MemberId;
  cookie: string;
  run<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandResult<Name>>;
}

export interface TestServer {
  url: string;
  owner: Person;
  /** Invites somebody, who then signs up. */
  join(name: string, role?: 'member' | 'moderator' | 'admin'): Promise<Person>;
  stop(): Promise<void>;
}

export const clientId = () => newId(22) as never;

export interface UnclaimedServer {
  url: string;
  /** Sets the workspace up; the server prints it when it starts. */
  setUpLink: string;
  stop(): Promise<void>;
}

/** The product as it is built, in a new folder of its own, before anybody has set it up. */
export async function startUnclaimed(): Promise<UnclaimedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-browser-'));
  const started = await startOn(folder, /Set up your workspace: (\S+#token=[\w-]+)/);
  return {
    url: started.url,
    setUpLink: started.line,
    async stop() {
      await started.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The built server on a folder of data.
 * @param until a line of its output, whose first group comes back as `line`
 */
export async function startOn(
  folder: string,
  until: RegExp = /Atrium is at (\S+)/,
): Promise<{ url: string; line: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['server/dist/main.js'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      DRAIN_MS: '500',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let url = '';
  let found = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url ||= /Atrium is at (\S+)/.exec(line)?.[1] ?? '';
    found ||= until.exec(line)?.[1] ?? '';
    if (url && found) break;
  }
  if (!url || !found) throw new Error('The server ended before it was up.');
  child.stdout.resume();
  return {
    url,
    line: found,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The same, with a workspace that Olive has set up. */
export async function startServer(workspaceName = 'Northwind'): Promise<TestServer> {
  const unclaimed = await startUnclaimed();
  const { url } = unclaimed;
  const token = /#token=([\w-]+)/.exec(unclaimed.setUpLink)?.[1] ?? '';
  const password = 'correct horse battery';
  const enter = async (name: string, email: string, command: string, input: object): Promise<Person> => {
    const { result, cookie } = await post(url, command, input, '');
    const { me } = result as { me: { id: MemberId } };
    return {
      ...{ name, email, password, id: me.id, cookie },
      run: async (command, input) => (await post(url, command, input as object, cookie)).result as never,
    };
  };
  const owner = await enter('Olive Oakes', 'olive@northwind.example', 'account.set_up', {
    ...{ token, workspaceName, name: 'Olive Oakes', email: 'olive@northwind.example', password },
  });
  return {
    url,
    owner,
    async join(name, role = 'member') {
      const email = `${name.split(' ')[0]?.toLowerCase()}@northwind.example`;
      const { link } = await owner.run('invitation.create', { email, role });
      const invitation = /#(?:token=)?([\w-]+)$/.exec(link)?.[1] ?? new URL(link).searchParams.get('token');
      return enter(name, email, 'account.sign_up', { invitation, name, email, password });
    },
    stop: () => unclaimed.stop(),
  };
}

/** Somebody who has an account already. */
export async function signIn(url: string, email: string, password: string): Promise<Person> {
  const { result, cookie } = await post(url, 'account.sign_in', { email, password }, '');
  const { me } = result as { me: { id: MemberId; name: string } };
  return {
    ...{ name: me.name, email, password, id: me.id, cookie },
    run: async (command, input) => (await post(url, command, input as object, cookie)).result as never,
  };
}

async function post(
  url: string,
  command: string,
  input: object,
  cookie: string,
): Promise<{ result: unknown; cookie: string }> {
  const response = await fetch(`${url}/api/${command}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: url,
      'x-atrium': '1',
      ...(cookie ? { cookie } : {}),
    },
    body: JSON.stringify(input),
  });
  const answer = (await response.json()) as unknown;
  if (!response.ok) throw new Error(`${command}: ${response.status} ${JSON.stringify(answer)}`);
  const set = response.headers.getSetCookie().map((one) => one.split(';')[0]);
  return { result: answer, cookie: set.join('; ') };
}
