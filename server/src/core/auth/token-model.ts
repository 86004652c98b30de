import type { ChannelId, MemberId, Scope } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

/** A bot's token. Its `_id` is the token's hash: the token itself is nowhere. */
export interface TokenRow {
  _id: string;
  /** What people call it by; tells nothing about the token. */
  id: string;
  memberId: MemberId;
  name: string;
  scopes: Scope[];
  /** Null: as many channels as the bot is in. */
  channelIds: ChannelId[] | null;
  createdBy: MemberId;
  createdAt: number;
  lastUsedAt: number | null;
}

const schema = new Schema<TokenRow>(
  {
    _id: { type: String, required: true },
    id: { type: String, required: true },
    memberId: { type: String, required: true },
    name: { type: String, required: true },
    scopes: { type: [String], required: true },
    channelIds: { type: [String], default: null },
    createdBy: { type: String, required: true },
    createdAt: { type: Number, required: true },
    lastUsedAt: { type: Number, default: null },
  },
  { collection: 'tokens', versionKey: false, id: false },
);
schema.index({ id: 1 }, { unique: true });
schema.index({ memberId: 1 });

export function tokenModel(connection: Connection): Model<TokenRow> {
  return (
    (connection.models['Token'] as Model<TokenRow> | undefined) ?? connection.model<TokenRow>('Token', schema)
  );
}
