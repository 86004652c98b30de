import type { MemberId, Seq } from '@atrium/shared';
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import type { ActivityRow } from './models.ts';

export type Write = AnyBulkWriteOperation<Document>;

/** What a stretch of a journal makes of the rows. */
export interface Plan {
  /** Rows are as of this entry once all of it is written. */
  to: Seq;
  messages: Write[];
  standings: Write[];
  threads: Write[];
  follows: Write[];
  reads: Write[];
  activityGone: Write[];
  activity: ActivityRow[];
  moves: Write[];
  /** Takes texts out of entries that do not need them any more. */
  texts: Write[];
  channel: Write;
  /** Who came in and who went out. */
  entered: MemberId[];
  left: MemberId[];
}
