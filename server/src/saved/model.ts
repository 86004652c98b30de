import type { ChannelId, MemberId, Message, Saved, Seq } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

/** Only where the message stands: its text is read when it is shown, so that a deletion empties one place. */
export interface SavedRow {
  channelId: ChannelId;
  seq: Seq;
  memberId: MemberId;
  at: number;
}

const schema = new Schema<SavedRow>(
  {
    channelId: { type: String, required: true },
    seq: { type: Number, required: true },
    memberId: { type: String, required: true },
    at: { type: Number, required: true },
  },
  { collection: 'saved', versionKey: false },
);
schema.index({ channelId: 1, memberId: 1, seq: 1 }, { unique: true });
schema.index({ memberId: 1, at: -1, _id: -1 });

export function savedRows(connection: Connection): Model<SavedRow> {
  return (
    (connection.models.Saved as Model<SavedRow> | undefined) ?? connection.model<SavedRow>('Saved', schema)
  );
}

/** Characters of the message that a list shows. */
const excerptLength = 500;

export function toSaved({ channelId, seq, at }: SavedRow, message: Message): Saved {
  const { authorId, at: saidAt, body, deletedAt } = message;
  return {
    ...{ channelId, seq, at, authorId, saidAt },
    deleted: deletedAt !== null,
    excerpt: body.slice(0, excerptLength),
  };
}
