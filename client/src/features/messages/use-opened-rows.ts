import type { Seq } from '@atrium/shared';
import { useCallback, useState } from 'react';
import { type MembershipRow, showsSeq, type TimelineRow } from '../../state/index.ts';

interface OpenedRows {
  isOpen: (row: TimelineRow) => boolean;
  toggle: (row: MembershipRow, open: boolean) => void;
}

const none: ReadonlyMap<Seq, boolean> = new Map();

/**
 * Which rows that stand for several entries are opened. Kept by entry: a row takes in more while it is there. The one with
 * the entry that was asked for is open until it is closed.
 */
export function useOpenedRows(highlightSeq: Seq | null): OpenedRows {
  const [asked, setAsked] = useState(highlightSeq);
  const [toggled, setToggled] = useState(none);
  if (asked !== highlightSeq) {
    setAsked(highlightSeq);
    setToggled(new Map([...toggled].filter(([, open]) => open)));
  }
  const toggle = useCallback((row: MembershipRow, open: boolean) => {
    setToggled((before) => {
      const after = new Map(before);
      for (const { seq } of row.entries) after.delete(seq);
      return after.set(row.seq, open);
    });
  }, []);
  const isOpen = (row: TimelineRow) => {
    if (row.type !== 'membership') return false;
    const entry = row.entries.find(({ seq }) => toggled.has(seq));
    return entry ? toggled.get(entry.seq) === true : highlightSeq !== null && showsSeq(row, highlightSeq);
  };
  return { isOpen, toggle };
}
