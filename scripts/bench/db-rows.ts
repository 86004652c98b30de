/** The small documents of the database benchmark: messages of a hundred channels under `(channelId, seq)`. */
import { ObjectId } from 'mongodb';

export const CHANNELS = 100;
const TEXT = 'Shall we ship the second build on Thursday, or wait for the review of the import? ';

export interface Message {
  _id: ObjectId;
  channelId: string;
  seq: number;
  author: string;
  text: string;
  at: Date;
}

/** The n-th document, counted from 0; the channels take turns. */
export const messageAt = (n: number): Message => ({
  _id: new ObjectId(),
  channelId: `channel-${n % CHANNELS}`,
  seq: Math.floor(n / CHANNELS),
  author: `member-${n % 37}`,
  text: `${TEXT}${n}`,
  at: new Date(1_700_000_000_000 + n * 1000),
});
