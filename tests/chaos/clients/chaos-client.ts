/**
 * One device of one member: the client's own connection, sync, outbox and records, which write down what happens to them.
 * It keeps every message that it was ever shown, as somebody would who has scrolled through the whole channel: what it
 * shows at the end then comes from the entries that it applied, and from a snapshot only where it had to start over.
 */
import { type CommandInput, type CommandName, isHidden, type Message, newId } from '@atrium/shared';
import { createConnection } from '../../../client/src/net/connection.ts';
import { toAtriumError } from '../../../client/src/net/errors.ts';
import { createHttp } from '../../../client/src/net/http.ts';
import { socketLink } from '../../../client/src/net/socket-link.ts';
import { realTimers } from '../../../client/src/net/timers.ts';
import { createActions } from '../../../client/src/state/actions.ts';
import { headlessEnvironment } from '../../../client/src/state/headless-environment.ts';
import { isMissing } from '../../../client/src/state/pages.ts';
import type { ChannelRecord, RecordChange } from '../../../client/src/state/record.ts';
import { Session } from '../../../client/src/state/session.ts';
import { memoryStorage } from '../../../client/src/state/storage.ts';
import type { Workspace } from '../../../client/src/state/workspace.ts';
import { type ClientEvent, type ClientHistory, digestOf } from '../checker/history.ts';
import { hashOf } from '../checker/reference.ts';
import { type AppendInput, newTraffic, recordingLink } from './recording-link.ts';

export interface ClientSpec {
  client: string;
  member: string;
  token: string;
  url: string;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class ChaosClient {
  readonly spec: ClientSpec;
  readonly traffic = newTraffic();
  readonly actions: ReturnType<typeof createActions>;
  readonly events: ClientEvent[] = [];
  /** Commands that were shown as failed, by code. */
  readonly failures = new Map<string, number>();
  readonly #session: Session;
  /** Loads of what stood in a channel before this client came, or had to start over. */
  readonly #loads = new Map<ChannelRecord, Promise<void>>();
  readonly #brokenOff = new Set<ChannelRecord>();
  /** Commands that are insisted on and not answered for good. */
  #insisted = 0;
  #isOver = false;

  constructor(spec: ClientSpec) {
    this.spec = spec;
    const { url, token } = spec;
    const note = (event: ClientEvent) => void this.events.push(event);
    const environment = headlessEnvironment({ url, token });
    const http = createHttp({ url, headers: () => ({ authorization: `Bearer ${token}` }) });
    const link = recordingLink(socketLink({ url, token }), note, this.traffic);
    const storage = memoryStorage();
    this.#session = new Session({
      ...environment,
      http,
      connection: createConnection(link, http, realTimers),
      openStorage: async () => ({
        ...storage,
        append: async (value) => {
          const { name, input } = value as { name: string; input: AppendInput };
          const { channelId, clientId, body } = input;
          note({ t: 'send', channelId, clientId, name, ...(body !== undefined && { body }) });
          return storage.append(value);
        },
      }),
    });
    this.actions = createActions(this.#session);
    this.#session.workspace.subscribe(({ current }) => current && this.#observe(current));
  }

  get workspace(): Workspace {
    return this.#session.current();
  }

  get isReady(): boolean {
    return this.#session.workspace.getState().current?.loaded === true;
  }

  get isLive(): boolean {
    return this.#session.env.connection.status.state === 'live';
  }

  async start(): Promise<void> {
    await this.#session.start();
    while (!this.isReady) await pause(20);
  }

  #observe(workspace: Workspace): void {
    const begin = (record: ChannelRecord) => {
      this.#noteReset(record);
      record.holders.add(() => true);
      this.#load(workspace, record);
    };
    for (const record of workspace.book.all()) begin(record);
    workspace.book.listed.on(({ channelId, present }) => {
      const record = workspace.book.get(channelId);
      if (present && record) begin(record);
    });
    workspace.book.changed.on(({ record, change }) => this.#applied(workspace, record, change));
    workspace.outbox.changed.on((channelId) => {
      for (const { failed, input } of workspace.outbox.in(channelId)) {
        if (!failed) continue;
        const { code } = failed;
        this.events.push({ t: 'failed', channelId, clientId: input.clientId, code });
        this.failures.set(code, (this.failures.get(code) ?? 0) + 1);
        // Once the outbox has told everybody of it.
        queueMicrotask(() => void workspace.outbox.discard(input.clientId));
      }
    });
  }

  #noteReset(record: ChannelRecord): void {
    const { epoch, seq } = record.position;
    this.events.push({ t: 'reset', channelId: record.id, epoch, seq });
  }

  #applied(workspace: Workspace, record: ChannelRecord, { fresh, reset }: RecordChange): void {
    const { epoch } = record.position;
    if (reset) {
      this.#noteReset(record);
      this.#load(workspace, record);
    }
    for (const entry of fresh) {
      const hidden = isHidden(entry);
      const digest = hidden ? '' : digestOf(entry);
      this.events.push({ t: 'apply', channelId: record.id, epoch, seq: entry.seq, hidden, digest });
    }
  }

  #load(workspace: Workspace, record: ChannelRecord): void {
    const before = this.#loads.get(record) ?? Promise.resolve();
    const load = before.then(() => this.#loadAll(workspace, record));
    this.#loads.set(record, load);
  }

  /** Scrolls to the beginning of a channel, and through each of its threads. */
  async #loadAll(workspace: Workspace, record: ChannelRecord): Promise<void> {
    const isCurrent = () => !this.#isOver && workspace.book.get(record.id) === record;
    const scroll = async (rootSeq: number | null) => {
      const conversation = { channelId: record.id, rootSeq };
      let page = await workspace.pages.fetch(conversation, { around: 'newest' });
      while (page?.hasBefore && page.seqs[0] !== undefined && isCurrent())
        page = await workspace.pages.fetch(conversation, { before: page.seqs[0] });
    };
    while (isCurrent()) {
      try {
        await scroll(null);
        const roots = [...record.journal.threads.keys()];
        for (const rootSeq of roots) if (isCurrent()) await scroll(rootSeq);
        return;
      } catch (error) {
        if (isMissing(error)) return void this.#brokenOff.add(record);
        await pause(200);
      }
    }
  }

  /** Sends a command under one clientId until it is answered for good; the code of a refusal, or null. */
  async insist<Name extends CommandName>(
    name: Name,
    input: Omit<CommandInput<Name>, 'clientId'>,
  ): Promise<string | null> {
    const whole = { ...input, clientId: newId() } as unknown as CommandInput<Name>;
    this.#insisted += 1;
    try {
      for (;;) {
        try {
          await this.#session.env.connection.command(name, whole);
          return null;
        } catch (error) {
          const { code, retryable, retryAfterMs } = toAtriumError(error);
          if (!retryable || this.#isOver) return code;
          await pause(Math.min(retryAfterMs ?? 100, 500));
        }
      }
    } finally {
      this.#insisted -= 1;
    }
  }

  /** How far it is in its channels, and whether it has nothing more to send or load. */
  state(): { waiting: number; why: string; positions: [string, number][] } {
    const { status } = this.#session.env.connection;
    if (!this.isReady) return { waiting: 1, why: `not loaded, ${status.state}`, positions: [] };
    const { outbox, sync, book } = this.workspace;
    const items = outbox.items();
    const landed = items.filter((item) => item.landed !== null).length;
    const { inFlight } = this.traffic;
    return {
      waiting: items.length + (sync.busy ? 1 : 0) + inFlight + this.#insisted + (this.isLive ? 0 : 1),
      why: `${status.state}, outbox ${items.length} (${landed} landed), in flight ${inFlight}, insisted on ${this.#insisted}, ${sync.busy ? 'syncing' : 'in sync'}`,
      positions: [...book.all()].map(({ id, position }) => [id, position.seq]),
    };
  }

  /** What it shows at the end. */
  async finish(): Promise<ClientHistory> {
    const finals: ClientEvent[] = [];
    for (const record of this.workspace.book.all()) {
      await this.#loads.get(record);
      // What was being loaded while they were out of the channel.
      if (this.#brokenOff.has(record)) await this.#loadAll(this.workspace, record);
      const members: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await this.actions.channels.members({ channelId: record.id, ...(cursor && { cursor }) });
        members.push(...page.standings.map(({ memberId }) => memberId));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      const { seq } = record.position;
      const messages = [...record.journal.messages.values()].map(shown);
      const hash = hashOf(seq, members, messages);
      finals.push({ t: 'final', channelId: record.id, seq, hash, shown: messages });
    }
    return { client: this.spec.client, member: this.spec.member, events: [...this.events, ...finals] };
  }

  close(): void {
    this.#isOver = true;
    this.#session.close();
  }
}

function shown({ seq, authorId, rootSeq, body, deletedAt, reactions }: Message) {
  return {
    ...{ seq, author: authorId, root: rootSeq, body },
    deleted: deletedAt !== null,
    reactions: reactions.flatMap(({ emoji, memberIds }) => memberIds.map((id) => `${emoji} ${id}`)),
  };
}
