/** How many unread things in a channel concern this person: the server's figure, and what came since. */
import {
  type ChannelId,
  type ChannelSummary,
  isHidden,
  type Message,
  type NoticeReason,
  type Seq,
} from '@atrium/shared';
import type { ChannelRecord, RecordChange } from './record.ts';

interface Mentions {
  /** As the server counted, up to `asOf`. */
  counted: number;
  asOf: Seq;
  /** Seqs after `asOf`. */
  since: Seq[];
}

export type Notice = (record: ChannelRecord, message: Message) => NoticeReason | null;

export class MentionBook {
  readonly #channels = new Map<ChannelId, Mentions>();
  readonly #reasonFor: Notice;

  constructor(reasonFor: Notice) {
    this.#reasonFor = reasonFor;
  }

  put({ channel, mentions, read, position }: ChannelSummary): void {
    const asOf = Math.max(read.asOf, position.seq);
    const since = (this.#channels.get(channel.id)?.since ?? []).filter((seq) => seq > asOf);
    this.#channels.set(channel.id, { counted: mentions, asOf, since });
  }

  take(record: ChannelRecord, { fresh }: RecordChange): void {
    for (const entry of fresh) {
      if (isHidden(entry)) continue;
      const known = this.#channels.get(record.id) ?? { counted: 0, asOf: 0, since: [] };
      if (entry.seq <= known.asOf) continue;
      if (entry.kind === 'message.deleted') {
        this.#channels.set(record.id, { ...known, since: known.since.filter((seq) => seq !== entry.target) });
      } else if (entry.kind === 'message' && entry.rootSeq === null) {
        const reason = this.#reasonFor(record, entry);
        if (reason !== null) this.#channels.set(record.id, { ...known, since: [...known.since, entry.seq] });
      }
    }
  }

  /** Less what has been read, up to `markSeq`. */
  count(channelId: ChannelId, markSeq: Seq, unread: number): number {
    const known = this.#channels.get(channelId);
    if (!known || unread === 0) return 0;
    const counted = markSeq >= known.asOf ? 0 : known.counted;
    return Math.min(unread, counted + known.since.filter((seq) => seq > markSeq).length);
  }

  forget(channelId: ChannelId): void {
    this.#channels.delete(channelId);
  }
}
