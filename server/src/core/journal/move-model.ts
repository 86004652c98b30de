import type { ChannelId, Seq } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

/** A thread that was sent to another channel. Until it is `done`, whichever node finds it takes it further. */
export interface MoveRow {
  channelId: ChannelId;
  rootSeq: Seq;
  /** The entry that sent it away, or the one that says that it stayed. */
  fenceSeq: Seq;
  at: number;
  done: boolean;
  /** Once it is there: where its root is, and what the messages' clientIds there were made with. */
  to?: { channelId: ChannelId; rootSeq: Seq; salt: string };
}

const moveSchema = new Schema<MoveRow>(
  {
    channelId: { type: String, required: true },
    rootSeq: { type: Number, required: true },
    fenceSeq: { type: Number, required: true },
    at: { type: Number, required: true },
    done: { type: Boolean, required: true },
    to: Object,
  },
  { collection: 'moves', versionKey: false, minimize: false, id: false },
);
moveSchema.index({ channelId: 1, rootSeq: 1 }, { unique: true });
moveSchema.index({ done: 1, at: 1 });

export function moveModel(connection: Connection): Model<MoveRow> {
  return (
    (connection.models['Move'] as Model<MoveRow> | undefined) ?? connection.model<MoveRow>('Move', moveSchema)
  );
}
