/** One client's connection: commands come in, are handed to the dispatcher, and what it is to know goes out. */
import {
  type Actor,
  type ChannelId,
  type ByePacket,
  AtriumError,
  limits,
  type MemberId,
  newId,
  type Reply,
  workspaceScopes,
} from '@atrium/shared';
import type { Caller, Credentials } from '../../core/caller.ts';
import type { ChannelFeed } from '../../core/delivery/channel-feed.ts';
import type { Reader } from '../../core/delivery/reader.ts';
import { ackFrame, eventFrame, type Frame } from './frame.ts';
import { Outlet, type OutletOptions } from './outlet.ts';
import { readPacket } from './packet.ts';
import { type Engine, netSocket } from './raw-socket.ts';

/** What a connection needs of the rest. One for all of them. */
export interface ConnectionServices {
  outlet: Pick<OutletOptions, 'turn' | 'slow' | 'clock'>;
  /** Runs a command. Never rejects. */
  run(connection: Connection, name: string, input: unknown, requestId: string): Promise<Reply<unknown>>;
  sendHeads(reader: Reader): void;
  ended(connection: Connection, why: ByePacket['why']): void;
}

const noFeeds: readonly ChannelFeed[] = [];
const noChannels: ReadonlySet<ChannelId> = new Set();
/** How long a client that was told goodbye may take to hang up. */
const byeMs = 2_000;

export class Connection implements Reader {
  readonly id: string;
  readonly memberId: MemberId;
  watched = noFeeds;
  /** As of the last look at the member's row. */
  caller: Caller;
  readonly credentials: Credentials;
  readonly #engine: Engine;
  readonly #services: ConnectionServices;
  readonly #outlet: Outlet;
  #inFlight = 0;
  #whenIdle: (() => void) | null = null;
  /** Until the client was told that it is connected it would not know what to do with events. */
  #isOpen = false;
  #isEnding = false;

  constructor(
    id: string,
    engine: Engine,
    caller: Caller,
    credentials: Credentials,
    services: ConnectionServices,
  ) {
    this.id = id;
    this.memberId = caller.memberId;
    this.caller = caller;
    this.credentials = credentials;
    this.#engine = engine;
    this.#services = services;
    this.#outlet = new Outlet({ engine, owner: this, ...services.outlet });
  }

  get onlyChannels(): ReadonlySet<ChannelId> | null {
    const { proof } = this.caller;
    if (proof.kind !== 'token') return null;
    return proof.scopes.has('channel.read') ? proof.channelIds : noChannels;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get sessionId(): string {
    const { proof } = this.caller;
    return proof.kind === 'session' ? proof.sessionId : proof.kind === 'token' ? proof.tokenId : '';
  }

  /** Rights of the workspace apply to what is pushed, too: a guest sees people of their channels only. */
  get mayBrowse(): boolean {
    return workspaceScopes(this.caller.role).has('people.browse');
  }

  actor(): Actor {
    const { memberId, role, deactivated, proof } = this.caller;
    if (proof.kind !== 'token') return { memberId, role, deactivated };
    const actor: Actor = { memberId, role, deactivated, tokenScopes: proof.scopes };
    if (proof.channelIds) actor.tokenChannelIds = proof.channelIds;
    return actor;
  }

  /** From now on it is sent what happens. */
  open(): void {
    this.#isOpen = true;
  }

  /** What the client sends. The answer is encoded here and leaves with the turn's entries. */
  receive(text: unknown): void {
    if (!this.#isOpen) return;
    const packet = readPacket(text);
    if (packet?.kind !== 'event') return this.#engine.close();
    const { id, data } = packet;
    const [name, input, more] = Array.isArray(data) ? (data as unknown[]) : [];
    // A command without an acknowledgement could not be told that it was refused.
    if (id === null || !Number.isSafeInteger(id)) return;
    if (typeof name === 'string' && more === undefined) this.ask(id, name, input);
    else this.#refuse(id, new AtriumError('invalid_input'), newId());
  }

  /** Runs a command that the client sent, and acknowledges it by its id. */
  ask(ackId: number, name: string, input: unknown): void {
    if (this.#isEnding) return;
    const requestId = newId();
    if (this.#inFlight >= limits.commandsInFlightPerSocket) {
      const tooMany = { message: 'too many commands in flight', retryAfterMs: 250 };
      return this.#refuse(ackId, new AtriumError('rate_limited', tooMany), requestId);
    }
    if (this.#outlet.queuedBytes > limits.socketQueueBytesMax) return this.tooSlow();
    this.#inFlight += 1;
    void this.#services.run(this, name, input, requestId).then((reply) => {
      this.#inFlight -= 1;
      this.push(ackFrame(ackId, reply));
      if (this.#inFlight === 0) this.#whenIdle?.();
    });
  }

  #refuse(ackId: number, error: AtriumError, requestId: string): void {
    this.push(ackFrame(ackId, { ok: false, error: error.toBody(requestId) }));
  }

  push(frame: Frame): void {
    if (this.#isOpen) this.#outlet.push(frame);
  }

  pushEntries(frame: Frame): void {
    if (this.#isOpen) this.#outlet.pushEntries(frame);
  }

  pushMe(frame: Frame): void {
    if (this.#isOpen) this.#outlet.pushMe(frame);
  }

  pushLive(frame: Frame): void {
    if (this.#isOpen) this.#outlet.pushLive(frame);
  }

  missed(): void {
    if (this.#isOpen) this.#services.sendHeads(this);
  }

  caughtUp(lostMe: boolean): void {
    if (lostMe) this.push(eventFrame('me', { reload: true }));
    this.#services.sendHeads(this);
  }

  tooSlow(): void {
    this.end('slow', 1_000);
  }

  /** Says goodbye and hangs up; whoever does not take the goodbye is cut off. */
  end(why: ByePacket['why'], retryAfterMs: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#outlet.push(eventFrame('bye', { why, retryAfterMs }));
    this.#outlet.flush();
    this.#services.ended(this, why);
    // What it has asked is answered first: a command that was run must not look like one that was lost.
    if (why === 'drain' && this.#inFlight > 0) this.#hangUpWhenDone();
    else this.#hangUp();
  }

  #hangUpWhenDone(): void {
    const deadline = setTimeout(() => this.#hangUp(), byeMs);
    this.#whenIdle = () => {
      clearTimeout(deadline);
      this.#outlet.flush();
      this.#hangUp();
    };
  }

  #hangUp(): void {
    const socket = netSocket(this.#engine);
    // Not Socket.IO's own goodbye: a client that missed ours would not come back by itself.
    this.#engine.close();
    setTimeout(() => socket?.destroy(), byeMs).unref();
  }

  closed(): void {
    this.#isOpen = false;
    this.#isEnding = true;
    this.#outlet.close();
  }
}
