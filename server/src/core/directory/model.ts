import type { CompanyId, FileId, Member, MemberId, MemberStatus, WorkspaceRole } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';
import { rowsBy } from '../gathered.ts';

/** A row of `members`: what others see ({@link toMember}) and what is nobody else's business. */
export interface MemberRow {
  _id: MemberId;
  kind: Member['kind'];
  role: WorkspaceRole;
  name: string;
  /** What lists are sorted and searched by: the name in lower case. */
  nameKey: string;
  handle: string;
  title: string;
  about: string;
  timezone: string;
  avatarFileId: FileId | null;
  companyId: CompanyId | null;
  status: MemberStatus | null;
  deactivatedAt: number | null;
  createdAt: number;
  /** Lower case; null for bots and placeholders. */
  email: string | null;
  dndUntil: number | null;
  /** The invitation that was spent on this member. Unique: it is what makes an invitation good for one person only. */
  invitationId: string | null;
  /** Of a placeholder that was matched to a member. */
  mergedInto?: MemberId;
}

const status = new Schema<MemberStatus>(
  {
    emoji: { type: String, default: null },
    text: { type: String, default: '' },
    until: { type: Number, default: null },
  },
  { _id: false },
);

const schema = new Schema<MemberRow>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    role: { type: String, required: true },
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    handle: { type: String, required: true },
    title: { type: String, default: '' },
    about: { type: String, default: '' },
    timezone: { type: String, default: '' },
    avatarFileId: { type: String, default: null },
    companyId: { type: String, default: null },
    status: { type: status, default: null },
    deactivatedAt: { type: Number, default: null },
    createdAt: { type: Number, required: true },
    email: { type: String, default: null },
    dndUntil: { type: Number, default: null },
    invitationId: { type: String, default: null },
    mergedInto: String,
  },
  { collection: 'members', versionKey: false, minimize: false },
);
schema.index({ handle: 1 }, { unique: true });
// A range, not a type: an index that is partial by type is not used to look a value up.
schema.index({ email: 1 }, { unique: true, partialFilterExpression: { email: { $gt: '' } } });
schema.index({ invitationId: 1 }, { unique: true, partialFilterExpression: { invitationId: { $gt: '' } } });
schema.index({ nameKey: 1, _id: 1 });

export function memberModel(connection: Connection): Model<MemberRow> {
  return (
    (connection.models['Member'] as Model<MemberRow> | undefined) ??
    connection.model<MemberRow>('Member', schema)
  );
}

/** One member's row, or none, as it is now; read together with others that are asked for. */
export const memberRowsOf = rowsBy<MemberRow, MemberId>({ collection: 'members', field: '_id' });

export function toNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** What people who may see a member at all see of them: an allow-list, so that a new column is private until named here. */
export function toMember(row: MemberRow): Member {
  return {
    id: row._id,
    kind: row.kind,
    role: row.role,
    name: row.name,
    handle: row.handle,
    title: row.title,
    about: row.about,
    timezone: row.timezone,
    avatarFileId: row.avatarFileId,
    companyId: row.companyId,
    status:
      row.status === null
        ? null
        : { emoji: row.status.emoji, text: row.status.text, until: row.status.until },
    deactivatedAt: row.deactivatedAt,
    createdAt: row.createdAt,
    ...(row.mergedInto && { mergedInto: row.mergedInto }),
  };
}
