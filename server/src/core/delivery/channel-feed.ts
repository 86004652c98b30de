/** One channel on this node: who is connected to it here, what waits to be sent to them, and how far they were sent. */
import type { ChannelId, EntriesPacket, MemberId, Seq } from '@atrium/shared';
import type { Journal } from '../journal/types.ts';
import type { MemberReaders, Reader } from './reader.ts';

export class ChannelFeed {
  readonly journal: Journal;
  /** Members of the channel who are connected here. */
  readonly members = new Map<MemberId, MemberReaders>();
  /** Where the history of a member begins, where that is not at the first entry. As of {@link cursor}. */
  readonly visibleFrom = new Map<MemberId, Seq>();
  /** Connections that watch a public channel without their member being in it. */
  readonly watchers = new Set<Reader>();
  /** Taken in during this turn, to be sent at its end. */
  pending: EntriesPacket[] = [];
  /** When the last packet of it was sent, on the clock of `performance.now`. */
  sentAt = 0;
  /** Entries up to here were sent to everybody whom they concern. */
  cursor: Seq;
  #split: Split | null = null;
  readonly #mayReceive: (reader: Reader) => boolean;

  constructor(journal: Journal, cursor: Seq, mayReceive: (reader: Reader) => boolean) {
    this.journal = journal;
    this.cursor = cursor;
    this.#mayReceive = mayReceive;
  }

  get channelId(): ChannelId {
    return this.journal.channelId;
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.watchers.size === 0;
  }

  enter(member: MemberReaders, visibleFrom: Seq): void {
    this.members.set(member.memberId, member);
    if (!member.feeds.includes(this)) member.feeds = [...member.feeds, this];
    if (visibleFrom > 1) this.visibleFrom.set(member.memberId, visibleFrom);
    else this.visibleFrom.delete(member.memberId);
    for (const reader of member.readers) this.unwatch(reader);
    this.changed();
  }

  leave(memberId: MemberId): void {
    const member = this.members.get(memberId);
    if (member) member.feeds = member.feeds.filter((feed) => feed !== this);
    this.members.delete(memberId);
    this.visibleFrom.delete(memberId);
    this.changed();
  }

  watch(reader: Reader): void {
    this.watchers.add(reader);
    reader.watched = [...reader.watched, this];
    this.changed();
  }

  unwatch(reader: Reader): void {
    if (!this.watchers.delete(reader)) return;
    reader.watched = reader.watched.filter((feed) => feed !== this);
    this.changed();
  }

  /** To be called after anything about its people or their connections changed. */
  changed(): void {
    this.#split = null;
  }

  /** Who sees everything, and who sees only what comes after some entry. Kept until {@link changed}. */
  readers(): Split {
    this.#split ??= this.#divide();
    return this.#split;
  }

  #divide(): Split {
    const split: Split = { whole: [], limited: [] };
    for (const { memberId, readers } of this.members.values()) {
      const visibleFrom = this.visibleFrom.get(memberId) ?? 1;
      for (const reader of readers) {
        if (!this.#exists(reader) || !this.#mayReceive(reader)) continue;
        if (visibleFrom > 1) split.limited.push({ reader, visibleFrom });
        else split.whole.push(reader);
      }
    }
    for (const reader of this.watchers) if (this.#mayReceive(reader)) split.whole.push(reader);
    return split;
  }

  #exists({ onlyChannels }: Reader): boolean {
    return onlyChannels === null || onlyChannels.has(this.channelId);
  }
}

export interface Split {
  whole: Reader[];
  limited: { reader: Reader; visibleFrom: Seq }[];
}
