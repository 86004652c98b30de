import { type ChannelId, type Draft, type MemberId } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

export interface DraftRow {
  channelId: ChannelId;
  /** 0 for the channel itself. */
  rootSeq: number;
  memberId: MemberId;
  body: string;
  updatedAt: number;
}

const schema = new Schema<DraftRow>(
  {
    channelId: { type: String, required: true },
    rootSeq: { type: Number, required: true },
    memberId: { type: String, required: true },
    body: { type: String, required: true },
    updatedAt: { type: Number, required: true },
  },
  { collection: 'drafts', versionKey: false },
);
schema.index({ channelId: 1, rootSeq: 1, memberId: 1 }, { unique: true });
schema.index({ memberId: 1, updatedAt: -1 });

export function drafts(connection: Connection): Model<DraftRow> {
  return (
    (connection.models.Draft as Model<DraftRow> | undefined) ?? connection.model<DraftRow>('Draft', schema)
  );
}

export function toDraft({ channelId, rootSeq, body, updatedAt }: DraftRow): Draft {
  return { channelId, rootSeq: rootSeq || null, body, updatedAt };
}
