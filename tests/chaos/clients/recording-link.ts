/** The real link of the client, with everything written down that goes over it: it is what was delivered, shown or not. */
import type { EntriesPacket, HistoryPage, Reply, SeenEntry } from '@atrium/shared';
import { isHidden } from '@atrium/shared';
import type { OpenLink } from '../../../client/src/net/link.ts';
import type { ClientEvent } from '../checker/history.ts';

export interface Traffic {
  opened: number;
  /** Commands that append and have not been answered. */
  inFlight: number;
  /** Commands that were sent under a clientId that was sent before. */
  resends: number;
  acks: number;
  /** Live packets and pages that brought entries. */
  packets: number;
  syncs: number;
  resets: number;
  unanswered: number;
  /** Milliseconds from the first time that a command was sent to its acknowledgement. */
  ackMs: number[];
}

export const newTraffic = (): Traffic => ({
  ...{ opened: 0, inFlight: 0, resends: 0, acks: 0, packets: 0, syncs: 0, resets: 0, unanswered: 0 },
  ackMs: [],
});

export interface AppendInput {
  channelId: string;
  clientId: string;
  body?: string;
}

type Note = (event: ClientEvent) => void;

export function recordingLink(openLink: OpenLink, note: Note, traffic: Traffic): OpenLink {
  const sentAt = new Map<string, number>();
  return (listener) => {
    const link = openLink({
      opened() {
        traffic.opened += 1;
        listener.opened();
      },
      packet(name, packet) {
        if (name === 'entries') noteEntries(note, traffic, packet as EntriesPacket);
        listener.packet(name, packet);
      },
      closed: (error) => listener.closed(error),
    });
    return {
      close: () => link.close(),
      async ask(name, input, timeoutMs) {
        if (!isAppend(name, input)) {
          const reply = await link.ask(name, input, timeoutMs);
          if (reply.ok) notePages(note, traffic, name, reply.result);
          return reply;
        }
        const { channelId, clientId, body } = input;
        const first = sentAt.get(clientId);
        if (first === undefined) {
          sentAt.set(clientId, performance.now());
          note({ t: 'send', channelId, clientId, name, ...(body !== undefined && { body }) });
        } else traffic.resends += 1;
        traffic.inFlight += 1;
        try {
          const reply = await link.ask(name, input, timeoutMs);
          noteReply(note, name, input, reply);
          if (reply.ok) {
            traffic.acks += 1;
            traffic.ackMs.push(Math.round(performance.now() - (sentAt.get(clientId) ?? 0)));
          }
          return reply;
        } catch (error) {
          traffic.unanswered += 1;
          throw error;
        } finally {
          traffic.inFlight -= 1;
        }
      },
    };
  };
}

function isAppend(name: string, input: unknown): input is AppendInput {
  return (
    name !== 'channel.create' &&
    typeof input === 'object' &&
    input !== null &&
    'clientId' in input &&
    'channelId' in input
  );
}

function noteReply(
  note: Note,
  name: string,
  { channelId, clientId }: AppendInput,
  reply: Reply<unknown>,
): void {
  if (reply.ok && name === 'thread.move') {
    note({ t: 'moved', channelId, clientId, to: reply.result as { channelId: string; rootSeq: number } });
  } else if (reply.ok) {
    const { seq, changed } = reply.result as { seq: number; changed: boolean };
    note({ t: 'ack', channelId, clientId, seq, changed });
  } else {
    const { code, retryable } = reply.error;
    note({ t: 'reject', channelId, clientId, code, retryable });
  }
}

function noteEntries(note: Note, traffic: Traffic, { channelId, entries }: EntriesPacket): void {
  traffic.packets += 1;
  const asOf = entries.at(-1)?.seq ?? 0;
  noteReceived(note, channelId, entries, asOf);
}

function noteReceived(note: Note, channelId: string, entries: readonly SeenEntry[], asOf: number): void {
  for (const entry of entries)
    note({ t: 'receive', channelId, seq: entry.seq, hidden: isHidden(entry), asOf });
}

type Synced = { channelId: string; state: string; entries?: SeenEntry[] };

function notePages(note: Note, traffic: Traffic, name: string, result: unknown): void {
  if (name === 'channel.sync') {
    for (const { channelId, state, entries } of (result as { channels: Synced[] }).channels) {
      if (state === 'reset') traffic.resets += 1;
      if (!entries) continue;
      traffic.syncs += 1;
      noteReceived(note, channelId, entries, entries.at(-1)?.seq ?? 0);
    }
  }
  const { page = result } = result as { page?: unknown };
  if (name === 'channel.open' || name === 'thread.open' || name === 'message.history') {
    const { channelId, entries, asOf } = page as HistoryPage;
    noteReceived(note, channelId, entries, asOf.seq);
  }
}
