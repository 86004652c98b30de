import type { MemberId } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

export type LinkKind = 'set_up' | 'reset' | 'confirm_email' | 'confirm_sign_up';

/** An account that waits for its address to be confirmed. */
export interface PendingSignUp {
  name: string;
  handle: string | null;
  passwordHash: string;
}

/** A link that was given out. Its `_id` is the hash of its token. */
export interface LinkRow {
  _id: string;
  kind: LinkKind;
  memberId: MemberId | null;
  email: string | null;
  signUp: PendingSignUp | null;
  /** The token under the server's own key, where no mail is configured and an owner passes the link on. */
  sealed: string | null;
  createdAt: number;
  expiresAt: number;
}

const signUp = new Schema<PendingSignUp>(
  { name: String, handle: { type: String, default: null }, passwordHash: String },
  { _id: false },
);

const schema = new Schema<LinkRow>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    memberId: { type: String, default: null },
    email: { type: String, default: null },
    signUp: { type: signUp, default: null },
    sealed: { type: String, default: null },
    createdAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true },
  },
  { collection: 'links', versionKey: false },
);
schema.index({ memberId: 1, kind: 1 });
schema.index({ email: 1, kind: 1 });
schema.index({ expiresAt: 1 });

export function linkModel(connection: Connection): Model<LinkRow> {
  return (
    (connection.models['Link'] as Model<LinkRow> | undefined) ?? connection.model<LinkRow>('Link', schema)
  );
}
