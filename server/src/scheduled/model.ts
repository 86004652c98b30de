import type { ChannelId, ClientId, MemberId, Scheduled } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

export interface ScheduledRow {
  _id: string;
  channelId: ChannelId;
  /** 0 for the channel itself. */
  rootSeq: number;
  memberId: MemberId;
  clientId: ClientId;
  body: string;
  sendAt: number;
  failed: string | null;
  /** A node that sends this has it to itself until then. */
  leasedUntil: number;
  attempts: number;
  /** Scheduled by this token; absent for a person. Once it is revoked, nothing is sent in its name. */
  tokenId?: string;
}

const schema = new Schema<ScheduledRow>(
  {
    _id: { type: String, required: true },
    channelId: { type: String, required: true },
    rootSeq: { type: Number, required: true },
    memberId: { type: String, required: true },
    clientId: { type: String, required: true },
    body: { type: String, required: true },
    sendAt: { type: Number, required: true },
    failed: { type: String, default: null },
    leasedUntil: { type: Number, default: 0 },
    attempts: { type: Number, default: 0 },
    tokenId: String,
  },
  { collection: 'scheduled', versionKey: false },
);
schema.index({ channelId: 1, memberId: 1, clientId: 1 }, { unique: true });
schema.index({ failed: 1, sendAt: 1 });
schema.index({ memberId: 1, sendAt: 1 });

export function scheduledRows(connection: Connection): Model<ScheduledRow> {
  const known = connection.models.Scheduled as Model<ScheduledRow> | undefined;
  return known ?? connection.model<ScheduledRow>('Scheduled', schema);
}

export function toScheduled(row: ScheduledRow): Scheduled {
  const { _id, clientId, channelId, rootSeq, body, sendAt, failed } = row;
  return { id: _id, clientId, channelId, rootSeq: rootSeq || null, body, sendAt, failed };
}
