/**
 * A whole server in this process, on a port and in a folder (or a database) of its own, with the cast in it: Olive (owner),
 * Mo (moderator), Ana (member), Gus (guest of Acme), Sam (member, to be muted), Zed (member, a stranger to every channel).
 * `person.call` goes through the dispatcher as over HTTP; `person.cookie()` signs in, for sockets and fetch.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AtriumError,
  type ChannelSummary,
  type CommandInput,
  type CommandName,
  type CommandResult,
  type CompanyId,
  type MemberId,
  newId,
  type Reply,
  type WorkspaceRole,
} from '@atrium/shared';
import { type App, createApp } from '../../server/src/app.ts';
import { readConfig } from '../../server/src/config.ts';
import { hashPassword } from '../../server/src/core/auth/passwords.ts';
import type { Caller } from '../../server/src/core/caller.ts';
import type { Core } from '../../server/src/core/core.ts';
import { memberModel, toNameKey } from '../../server/src/core/directory/model.ts';
import { createLog } from '../../server/src/log.ts';
import { companyModel } from '../../server/src/people/companies.ts';

export interface AtriumOptions {
  /** As in the environment. Rate limits are off unless told otherwise. */
  settings?: Record<string, string>;
  /** Another node on the same database and folder. It needs an engine that has an address (`MONGO_URL`). */
  beside?: Atrium;
}

export interface Atrium {
  app: App;
  core: Core;
  url: string;
  dataDir: string;
  mongoUrl: string | undefined;
  /** What was logged, one JSON line each. */
  logged: string[];
  people: Record<Name, Person>;
  /** Signs a person up, without the cost of hashing a password. */
  addPerson(name: string, role?: WorkspaceRole): Promise<Person>;
  close(): Promise<void>;
}

export type Name = 'olive' | 'mo' | 'ana' | 'gus' | 'sam' | 'zed';

const cast: [Name, WorkspaceRole][] = [
  ['olive', 'owner'],
  ['mo', 'moderator'],
  ['ana', 'member'],
  ['gus', 'guest'],
  ['sam', 'member'],
  ['zed', 'member'],
];

export interface Person {
  id: MemberId;
  name: string;
  /** @throws {AtriumError} as the server answered */
  call<Command extends CommandName>(
    name: Command,
    input: CommandInput<Command>,
  ): Promise<CommandResult<Command>>;
  /** Anything, also what no client would send. */
  send(name: string, input: unknown): Promise<Reply<unknown>>;
  /** Signs in; the value of a Cookie header. */
  cookie(): Promise<string>;
  /** The same person on another node. */
  on(atrium: Atrium): Person;
}

export async function startAtrium({ settings = {}, beside }: AtriumOptions = {}): Promise<Atrium> {
  const dataDir = beside?.dataDir ?? (await mkdtemp(join(tmpdir(), 'atrium-test-')));
  const mongoUrl = beside ? beside.core.db.url : ownDatabase(process.env['MONGO_URL']);
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    RATE_LIMITS: 'off',
    ...(mongoUrl ? { MONGO_URL: mongoUrl } : {}),
    ...settings,
  });
  const logged: string[] = [];
  const log = createLog(config, { write: (line) => void logged.push(line) });
  const app = await createApp(config, log);
  const { core } = app;
  const atrium: Atrium = {
    ...{ app, core, url: app.url, dataDir, mongoUrl, logged },
    people: {} as Atrium['people'],
    addPerson: async (name, role = 'member') => {
      const id = newId<MemberId>();
      await seedMember(core, id, name, role);
      return person(atrium, id, name);
    },
    close: async () => {
      if (!beside && mongoUrl) await core.db.connection.dropDatabase();
      await app.close();
      if (!beside) await rm(dataDir, { recursive: true, force: true });
    },
  };
  for (const [name, role] of cast) {
    const known = beside?.people[name];
    atrium.people[name] = known ? person(atrium, known.id, name) : await atrium.addPerson(name, role);
  }
  return atrium;
}

export const acme = 'acme' as CompanyId;

async function seedMember(
  { db, clock }: Core,
  id: MemberId,
  name: string,
  role: WorkspaceRole,
): Promise<void> {
  const isGuest = role === 'guest';
  if (isGuest) {
    await companyModel(db.connection).updateOne(
      { _id: acme },
      { $setOnInsert: { name: 'Acme', createdAt: clock() } },
      { upsert: true },
    );
  }
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  await memberModel(db.connection).create({
    _id: id,
    kind: role === 'bot' ? 'bot' : 'person',
    role,
    name: title,
    nameKey: toNameKey(title),
    handle: `${name.toLowerCase()}${
      cast.some(([known]) => known === name)
        ? ''
        : `-${id
            .slice(0, 6)
            .toLowerCase()
            .replaceAll(/[^a-z0-9]/g, 'x')}`
    }`,
    email: `${id.toLowerCase()}@example.org`,
    companyId: isGuest ? acme : null,
    createdAt: clock() - 30 * 24 * 3_600_000,
  });
}

function person(atrium: Atrium, id: MemberId, name: string): Person {
  const { core, app } = atrium;
  const send = async (command: string, input: unknown): Promise<Reply<unknown>> => {
    const member = await core.directory.get(id);
    if (!member) throw new Error(`${name} is not in the workspace`);
    const caller: Caller = {
      memberId: id,
      role: member.role,
      companyId: member.companyId,
      deactivated: member.deactivatedAt !== null,
      proof: { kind: 'session', sessionId: `test-${id}`, expiresAt: Number.MAX_SAFE_INTEGER },
      address: '127.0.0.1',
    };
    const request = {
      address: caller.address,
      userAgent: 'test',
      cookie: undefined,
      setCookie: () => undefined,
    };
    return app.dispatch(command, input, { transport: 'http', caller, request, requestId: newId() });
  };
  return {
    id,
    name,
    send,
    call: async (command, input) => {
      const reply = await send(command, input);
      if (reply.ok) return reply.result as never;
      const { code, message, details, retryAfterMs } = reply.error;
      throw new AtriumError(code, {
        message: message === code ? `${command} by ${name}: ${code}` : message,
        ...(details && { details }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    },
    cookie: async () => {
      const password = 'a long enough one';
      const { sessions } = core.auth;
      const device = { address: '127.0.0.1', userAgent: 'test' };
      const known = await sessions.signIn(id, password, device);
      if (!known) await sessions.createLogin(id, await hashPassword(password));
      const started = known ?? (await sessions.signIn(id, password, device));
      const [cookie] = started?.cookies ?? [];
      if (!cookie) throw new Error(`${name} could not sign in`);
      return cookie.split(';')[0] ?? '';
    },
    on: (other) => person(other, id, name),
  };
}

/** A channel with these people in it; whoever comes first is its moderator. */
export async function makeChannel(
  [creator, ...others]: readonly [Person, ...Person[]],
  options: Partial<CommandInput<'channel.create'>> = {},
): Promise<ChannelSummary['channel']> {
  const { channel } = await creator.call('channel.create', {
    clientId: newId(),
    kind: 'public',
    name: `c-${newId(10)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, 'x')}`,
    ...options,
  });
  for (const { id } of others) {
    await creator.call('member.add', { channelId: channel.id, clientId: newId(), memberId: id });
  }
  return channel;
}

/** The code of a refusal; the test fails when there is none. */
export async function codeOf(doing: Promise<unknown>): Promise<string> {
  const error = await doing.then(
    (value) => new Error(`expected a refusal, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof AtriumError) return error.code;
  throw error;
}

/** Waits until `condition` gives something else than false, null or undefined. */
export async function until<Value>(
  condition: () => Promise<Value> | Value,
  limitMs = 30_000,
): Promise<NonNullable<Value>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== null && value !== undefined) return value;
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A database of this server's own on the engine that MONGO_URL names; undefined for the embedded engine. */
function ownDatabase(named: string | undefined): string | undefined {
  if (!named) return undefined;
  const url = new URL(named);
  url.pathname = `/t_${randomBytes(6).toString('hex')}`;
  return url.href;
}
