import type { ChannelId, CompanyId, MemberId, WorkspaceRole } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

/** An invitation. Its `_id` is the hash of the link's token. */
export interface InvitationRow {
  _id: string;
  /** What people call it by; tells nothing about the token. */
  id: string;
  /** Bound to this address, lower case; null: good for whoever holds the link. */
  email: string | null;
  role: WorkspaceRole;
  companyId: CompanyId | null;
  channelIds: ChannelId[];
  invitedBy: MemberId;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
  usedBy: MemberId | null;
  revokedAt: number | null;
}

const schema = new Schema<InvitationRow>(
  {
    _id: { type: String, required: true },
    id: { type: String, required: true },
    email: { type: String, default: null },
    role: { type: String, required: true },
    companyId: { type: String, default: null },
    channelIds: { type: [String], default: [] },
    invitedBy: { type: String, required: true },
    createdAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true },
    usedAt: { type: Number, default: null },
    usedBy: { type: String, default: null },
    revokedAt: { type: Number, default: null },
  },
  { collection: 'invitations', versionKey: false, id: false },
);
schema.index({ id: 1 }, { unique: true });
schema.index({ createdAt: 1 });

export function invitationModel(connection: Connection): Model<InvitationRow> {
  return (
    (connection.models['Invitation'] as Model<InvitationRow> | undefined) ??
    connection.model<InvitationRow>('Invitation', schema)
  );
}
