import type { ChannelId, MemberId } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

/** The one row of `workspace`. */
export interface WorkspaceRow {
  _id: 'workspace';
  /** Of all journals; a restore changes it. */
  epoch: string;
  createdAt: number;
  name: string;
  settings: { signUpDomains: string[] };
  /** Null until somebody has set the workspace up. */
  setUpAt: number | null;
  /** When a set-up began that has not ended yet. */
  claimedAt: number | null;
  /**
   * The owners who are active: what "the last owner stays" is decided on, in one atomic update. A member's role follows
   * it: whoever stands here has the role of owner, and is taken out before the role is taken away.
   */
  ownerIds: MemberId[];
  /** Where everybody of the house begins. */
  generalChannelId: ChannelId | null;
}

const schema = new Schema<WorkspaceRow>(
  {
    _id: { type: String, required: true },
    epoch: { type: String, required: true },
    createdAt: { type: Number, required: true },
    name: { type: String, default: '' },
    settings: {
      type: new Schema({ signUpDomains: [String] }, { _id: false }),
      default: { signUpDomains: [] },
    },
    setUpAt: { type: Number, default: null },
    claimedAt: { type: Number, default: null },
    ownerIds: { type: [String], default: [] },
    generalChannelId: { type: String, default: null },
  },
  { collection: 'workspace', versionKey: false, minimize: false },
);

export function workspaceModel(connection: Connection): Model<WorkspaceRow> {
  return (
    (connection.models['Workspace'] as Model<WorkspaceRow> | undefined) ??
    connection.model<WorkspaceRow>('Workspace', schema)
  );
}
