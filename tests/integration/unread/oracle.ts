/**
 * An independent recount of what is unread, written from the product's words: it keeps every message and counts them, one
 * by one. It knows nothing of ordinals.
 */
export interface Said {
  seq: number;
  rootSeq: number | null;
  author: string;
  deleted: boolean;
  /** It came with a thread from another channel: in the channel itself it is news to nobody. */
  moved?: true;
}

const key = (member: string, rootSeq: number | null) => `${member} ${rootSeq ?? 'channel'}`;

export class Oracle {
  readonly said = new Map<number, Said>();
  readonly muted = new Set<number>();
  /** Threads that went to another channel. */
  readonly away = new Set<number>();
  /** The replies of each root: 10,000 steps ask for them very often. */
  readonly #replies = new Map<number, Said[]>();
  readonly #marks = new Map<string, number>();
  readonly #follows = new Map<string, boolean>();

  /** Whoever joins has everything before them read. */
  join(member: string, seq: number): void {
    this.#marks.set(key(member, null), seq);
  }

  post(author: string, seq: number, rootSeq: number | null, mentioned: readonly string[]): void {
    const first = rootSeq !== null && this.replies(rootSeq).length === 0;
    this.#add({ seq, rootSeq, author, deleted: false });
    this.#marks.set(key(author, rootSeq), seq);
    if (rootSeq === null) return;
    this.#follows.set(key(author, rootSeq), true);
    const starter = this.said.get(rootSeq)!.author;
    if (first && !this.#follows.has(key(starter, rootSeq))) this.#follows.set(key(starter, rootSeq), true);
    if (this.muted.has(rootSeq)) return;
    for (const member of mentioned) {
      if (member === author) continue;
      if (!this.#follows.has(key(member, rootSeq))) this.#follows.set(key(member, rootSeq), true);
      if (!this.#marks.has(key(member, rootSeq))) this.#marks.set(key(member, rootSeq), seq - 1);
    }
  }

  #add(said: Said): void {
    this.said.set(said.seq, said);
    if (said.rootSeq !== null) this.#replies.set(said.rootSeq, [...this.replies(said.rootSeq), said]);
  }

  replies(rootSeq: number): readonly Said[] {
    return this.#replies.get(rootSeq) ?? [];
  }

  roots(): Said[] {
    return [...this.said.values()].filter(({ seq, rootSeq }) => rootSeq === null && !this.away.has(seq));
  }

  /** A thread goes to another channel: who follows it and how far they have read goes along; here nothing is left. */
  move(rootSeq: number, into: Oracle, places: ReadonlyMap<number, number>, members: readonly string[]): void {
    const newRoot = places.get(rootSeq)!;
    const thread = [this.said.get(rootSeq)!, ...this.replies(rootSeq)];
    for (const { seq, author, deleted, rootSeq: root } of thread) {
      const at = places.get(seq)!;
      into.#add({ seq: at, rootSeq: root && newRoot, author, deleted, moved: true });
    }
    for (const member of members) {
      const follows = this.#follows.get(key(member, rootSeq));
      const mark = this.#marks.get(key(member, rootSeq));
      if (follows !== undefined) into.#follows.set(key(member, newRoot), follows);
      this.#follows.delete(key(member, rootSeq));
      if (mark === undefined) continue;
      const read = thread.filter(({ seq }) => seq <= mark).at(-1);
      into.#marks.set(key(member, newRoot), read ? places.get(read.seq)! : newRoot);
    }
    if (this.muted.delete(rootSeq)) into.muted.add(newRoot);
    this.away.add(rootSeq);
    for (const said of thread) said.deleted = true;
  }

  markRead(member: string, rootSeq: number | null, seq: number, head: number): void {
    const before = this.#marks.get(key(member, rootSeq)) ?? rootSeq ?? 0;
    this.#marks.set(key(member, rootSeq), Math.max(before, Math.min(seq, head)));
  }

  markUnread(member: string, rootSeq: number | null, seq: number): void {
    this.#marks.set(key(member, rootSeq), seq - 1);
  }

  follow(member: string, rootSeq: number, following: boolean, head: number): void {
    this.#follows.set(key(member, rootSeq), following);
    if (following && !this.#marks.has(key(member, rootSeq))) this.#marks.set(key(member, rootSeq), head);
  }

  unreadInChannel(member: string): number {
    const mark = this.#marks.get(key(member, null)) ?? 0;
    return this.roots().filter(({ seq, deleted, moved }) => seq > mark && !deleted && !moved).length;
  }

  /** Unread replies by root, of the threads that the member follows and that nobody muted for all. */
  unreadInThreads(member: string): Map<number, number> {
    const counts = new Map<number, number>();
    for (const { seq, rootSeq, deleted } of this.said.values()) {
      if (rootSeq === null || deleted || this.muted.has(rootSeq)) continue;
      const mark = this.#marks.get(key(member, rootSeq)) ?? rootSeq;
      if (seq <= mark || !this.#follows.get(key(member, rootSeq))) continue;
      counts.set(rootSeq, (counts.get(rootSeq) ?? 0) + 1);
    }
    return counts;
  }
}
