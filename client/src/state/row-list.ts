import type { Seq } from '@atrium/shared';
import type { TimelineRow } from './views.ts';

/**
 * Rows of a timeline for a virtual list. A new list shares with the one before it everything that did not change, so a
 * message costs its own chunk and not a copy of fifty thousand rows.
 */
export interface RowList extends Iterable<TimelineRow> {
  readonly length: number;
  at(index: number): TimelineRow | undefined;
  /** Index of the row that shows the entry, or -1. */
  indexOfSeq(seq: Seq): number;
  indexOfKey(key: string): number;
  /** Seq of the last row at or before `index` that has one: what `markSeen` wants. */
  seqAtOrBefore(index: number): Seq | null;
}
