/** A whole server with its own folder and port, people with tokens, and stock clients of them that write down what they get. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChannelId,
  channelScopeNames,
  type CommandName,
  type CompanyId,
  type EntriesPacket,
  type LivePacket,
  type MemberId,
  type MePacket,
  newId,
  protocolVersion,
  type SeenEntry,
  type WorkspaceRole,
  workspaceScopeNames,
} from '@atrium/shared';
import { io, type Socket } from 'socket.io-client';
import { expect, vi } from 'vitest';
import { type App, createApp } from '../../server/src/app.ts';
import { type Config, readConfig } from '../../server/src/config.ts';
import { hashToken, newToken } from '../../server/src/core/auth/tokens.ts';
import { memberModel } from '../../server/src/core/directory/model.ts';
import { createLog } from '../../server/src/log.ts';

export const until = <Value>(check: () => Value | Promise<Value>, timeout = 30_000) =>
  vi.waitFor(async () => expect(await check()).toBeTruthy(), { timeout, interval: 10 });

export interface Person {
  id: MemberId;
  token: string;
}

export class LiveApp {
  readonly app: App;
  readonly config: Config;
  readonly logged: string[];
  readonly #clients: LiveClient[] = [];
  readonly #ownFolder: string | null;

  private constructor(app: App, config: Config, logged: string[], ownFolder: string | null) {
    this.app = app;
    this.config = config;
    this.logged = logged;
    this.#ownFolder = ownFolder;
  }

  /** @param settings as environment variables; DATA_DIR of another server makes this one its second node */
  static async start(settings: Record<string, string> = {}): Promise<LiveApp> {
    const dataDir = settings['DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'atrium-live-')));
    const logged: string[] = [];
    const config = readConfig({
      DATA_DIR: dataDir,
      PORT: '0',
      RATE_LIMITS: 'off',
      DRAIN_MS: '2000',
      ...settings,
    });
    const app = await createApp(config, createLog(config, { write: (line) => void logged.push(line) }));
    return new LiveApp(app, config, logged, settings['DATA_DIR'] === undefined ? dataDir : null);
  }

  /** Rows, not commands: how people get in is not what these tests are about. */
  async person(
    name: string,
    role: WorkspaceRole = 'member',
    scopes?: string[],
    channelIds?: ChannelId[],
  ): Promise<Person> {
    const person = { id: newId<MemberId>(), token: newToken() };
    const createdAt = Date.now() - 7 * 24 * 3_600_000;
    const { core } = this.app;
    await memberModel(core.db.connection).create({
      _id: person.id,
      kind: 'person',
      role,
      name,
      nameKey: name.toLowerCase(),
      handle: `${name.toLowerCase()}-${person.id
        .slice(0, 8)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, 'x')}`,
      companyId: role === 'guest' ? ('acme' as CompanyId) : null,
      createdAt,
    });
    return this.token(person, scopes, channelIds, person.token);
  }

  /** Another token of the same person. */
  async token(
    { id }: Person,
    scopes: readonly string[] = [...workspaceScopeNames, ...channelScopeNames],
    channelIds: ChannelId[] | null = null,
    token = newToken(),
  ): Promise<Person> {
    await this.app.core.auth.tokens.create({
      _id: hashToken(token),
      id: newId(),
      memberId: id,
      name: 'token',
      scopes: scopes as never,
      channelIds,
      createdBy: id,
      createdAt: Date.now() - 7 * 24 * 3_600_000,
    });
    return { id, token };
  }

  async client(person: Person): Promise<LiveClient> {
    const client = new LiveClient(this.app.url, person);
    this.#clients.push(client);
    await client.connected();
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.socket.disconnect();
    await this.app.close();
    if (this.#ownFolder) await rm(this.#ownFolder, { recursive: true, force: true });
  }
}

export class LiveClient {
  readonly socket: Socket;
  readonly person: Person;
  readonly packets: EntriesPacket[] = [];
  readonly me: MePacket[] = [];
  readonly live: LivePacket[] = [];
  readonly heads: unknown[] = [];
  readonly byes: { why: string; retryAfterMs: number }[] = [];
  /** Names of events and answers in the order in which they came. */
  readonly order: string[] = [];

  constructor(url: string, person: Person) {
    this.person = person;
    this.socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { protocol: protocolVersion, token: person.token },
    });
    const note = <Packet>(name: string, list: Packet[]) =>
      this.socket.on(name, (packet: Packet) => {
        list.push(packet);
        this.order.push(name);
      });
    note('entries', this.packets);
    note('me', this.me);
    note('live', this.live);
    note('heads', this.heads);
    note('bye', this.byes);
  }

  async connected(): Promise<void> {
    if (this.socket.connected) return;
    await new Promise<void>((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('connect_error', reject);
    });
  }

  entries(channelId: ChannelId): SeenEntry[] {
    return this.packets.filter((packet) => packet.channelId === channelId).flatMap(({ entries }) => entries);
  }

  seqs(channelId: ChannelId): number[] {
    return this.entries(channelId).map(({ seq }) => seq);
  }

  bodies(channelId: ChannelId): string[] {
    return this.entries(channelId).flatMap((entry) => ('body' in entry ? [entry.body] : []));
  }

  async ask<Result = Record<string, unknown>>(name: CommandName, input: object): Promise<Result> {
    const reply = (await this.socket.emitWithAck(name, input)) as {
      ok: boolean;
      result: Result;
      error: { code: string };
    };
    this.order.push(`ack ${name}`);
    if (!reply.ok) throw new Error(reply.error.code);
    return reply.result;
  }

  /** Appends something; the clientId is made here. */
  async append(name: CommandName, input: object): Promise<number> {
    const { seq } = await this.ask<{ seq: number }>(name, { clientId: newId(), ...input });
    return seq;
  }

  post(channelId: ChannelId, body: string, rootSeq: number | null = null): Promise<number> {
    return this.append('message.post', { channelId, body, rootSeq });
  }

  async createChannel(kind: 'public' | 'private', name: string): Promise<ChannelId> {
    const { channel } = await this.ask<{ channel: { id: ChannelId } }>('channel.create', {
      clientId: newId(),
      kind,
      name,
    });
    return channel.id;
  }
}
