/** Clients as they should be: they send in order, and after a cut or a `retry_later` send all again, in order, anywhere. */
import { AtriumError, type ClientId, isMuted, type JournalState, type MemberId } from '@atrium/shared';
import type { ChannelJournal } from '../../../server/src/core/journal/channel-journal.ts';
import type { AppendRequest, AppendResult } from '../../../server/src/core/journal/types.ts';
import type { Random } from '../../random.ts';

export interface Sent {
  clientId: ClientId;
  body: string;
  ack: AppendResult | null;
  refused: string | null;
}

const inFlightMax = 3;

export class Sender {
  readonly messages: Sent[];
  readonly memberId: MemberId;
  readonly #random: Random;
  readonly #nodes: readonly ChannelJournal[];
  #node: ChannelJournal;
  /** Answers of an earlier connection are not heard any more. */
  #connection = 0;
  #inFlight = new Set<Sent>();
  /** The link is half-open: what is sent arrives, no answer comes back. */
  #isDeaf = false;

  constructor(memberId: MemberId, count: number, nodes: readonly ChannelJournal[], random: Random) {
    this.memberId = memberId;
    this.#nodes = nodes;
    this.#random = random;
    this.#node = random.pick(nodes);
    this.messages = Array.from({ length: count }, (_, index) => ({
      clientId: `${memberId}-${String(index).padStart(16, '0')}` as ClientId,
      body: `${memberId} ${index}`,
      ack: null,
      refused: null,
    }));
  }

  get isDone(): boolean {
    return this.messages.every(isSettled);
  }

  reconnect(): void {
    this.#connection += 1;
    this.#inFlight.clear();
    this.#isDeaf = false;
    this.#node = this.#random.pick(this.#nodes);
  }

  goDeaf(): void {
    this.#isDeaf = true;
  }

  nodeDied(node: ChannelJournal): void {
    if (this.#node === node) this.reconnect();
  }

  /** Sends what may be sent now: the oldest ones that are not settled, up to so many. */
  step(): void {
    const open = this.messages.filter((message) => !isSettled(message)).slice(0, inFlightMax);
    for (const message of open) if (!this.#inFlight.has(message)) this.#send(message);
  }

  #send(message: Sent): void {
    const connection = this.#connection;
    this.#inFlight.add(message);
    this.#node.append(requestOf(this.memberId, message)).then(
      (result) => {
        if (this.#isDeaf || connection !== this.#connection) return;
        message.ack = result;
        this.#inFlight.delete(message);
      },
      (error: unknown) => {
        if (this.#isDeaf || connection !== this.#connection) return;
        if (error instanceof AtriumError && error.retryable) this.reconnect();
        else {
          message.refused = error instanceof AtriumError ? error.code : String(error);
          this.#inFlight.delete(message);
        }
      },
    );
  }
}

function isSettled({ ack, refused }: Sent): boolean {
  return ack !== null || refused !== null;
}

function requestOf(memberId: MemberId, { clientId, body }: Sent): AppendRequest {
  return {
    authorId: memberId,
    clientId,
    digest: body,
    decide: (state: JournalState) => {
      if (isMuted(state.standings.get(memberId) ?? null, 0)) throw new AtriumError('muted');
      const mentions = { members: [], everyone: null };
      return { kind: 'message', rootSeq: null, body, action: false, mentions, files: [] };
    },
  };
}

/** Olive mutes somebody, somewhere. */
export function muteRequest(memberId: MemberId): AppendRequest {
  return {
    authorId: 'olive' as MemberId,
    clientId: `mute-${memberId}`.padEnd(16, '0') as ClientId,
    digest: `mute ${memberId}`,
    decide: (state) => {
      const standing = state.standings.get(memberId);
      if (!standing || standing.mutedUntil === null) return null;
      return { kind: 'member.muted', standing: { ...standing, mutedUntil: null }, reason: '' };
    },
  };
}
