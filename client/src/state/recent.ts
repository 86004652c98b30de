import type { EntriesPacket, Seq } from '@atrium/shared';

const keptEntries = 100;
const pinnedEntriesMax = 5_000;

/**
 * The packets that were applied last, so that a page or a read state that the server made a moment ago can be brought to
 * where this client already is. While something is pinned (an answer is awaited), nothing is forgotten.
 */
export class RecentPackets {
  #packets: EntriesPacket[] = [];
  #entries = 0;
  #pins = 0;

  add(packet: EntriesPacket): void {
    this.#packets.push(packet);
    this.#entries += packet.entries.length;
    const max = this.#pins > 0 ? pinnedEntriesMax : keptEntries;
    while (this.#entries > max && this.#packets.length > 1)
      this.#entries -= this.#packets.shift()?.entries.length ?? 0;
  }

  /** The answer undoes it. */
  pin(): () => void {
    this.#pins += 1;
    let pinned = true;
    return () => {
      if (pinned) this.#pins -= 1;
      pinned = false;
    };
  }

  /** What was applied after `seq`, or null when that goes further back than is known. */
  since(seq: Seq, head: Seq): readonly EntriesPacket[] | null {
    if (seq >= head) return [];
    const first = this.#packets.find((packet) => packet.entries.length > 0)?.entries[0];
    return first && first.seq <= seq + 1 ? this.#packets : null;
  }

  clear(): void {
    this.#packets = [];
    this.#entries = 0;
  }
}
