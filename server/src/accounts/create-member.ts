import { AtriumError, type CompanyId, type MemberId, type WorkspaceRole } from '@atrium/shared';
import type { Core } from '../core/core.ts';
import { duplicateKey } from '../core/duplicate-key.ts';
import { memberModel, type MemberRow, toNameKey } from '../core/directory/model.ts';
import { handleCandidates } from './handles.ts';

export interface NewMember {
  id: MemberId;
  kind: MemberRow['kind'];
  role: WorkspaceRole;
  name: string;
  /** Made from the name when null. */
  handle: string | null;
  email: string | null;
  /** Null for a bot, which has no login. */
  passwordHash: string | null;
  companyId?: CompanyId;
  invitationId?: string;
}

/** What it takes, so that a command line can do it without a server. */
export type MemberGround = Pick<Core, 'auth' | 'clock' | 'db' | 'directory'>;

/**
 * Makes a member, all or nothing: the login first, which is of no use without its member, then the row, whose unique
 * indexes decide who wins an address, a handle or an invitation.
 * @throws {AtriumError} `email_taken`, `name_taken` (the handle), `link_expired` (the invitation was spent)
 */
export async function createMember(core: MemberGround, member: NewMember): Promise<MemberRow> {
  const { sessions } = core.auth;
  if (member.passwordHash !== null) await sessions.createLogin(member.id, member.passwordHash);
  const row = await insertRow(core, member).catch(async (error: unknown) => {
    if (member.passwordHash !== null) await sessions.removeLogin(member.id);
    throw error;
  });
  await core.directory.changed(row._id);
  return row;
}

async function insertRow(core: MemberGround, member: NewMember): Promise<MemberRow> {
  const rows = memberModel(core.db.connection);
  const candidates = member.handle === null ? handleCandidates(member.name, member.email) : [member.handle];
  for (const handle of candidates) {
    try {
      const made = await rows.create(toRow(member, handle, core.clock()));
      return made.toObject();
    } catch (error) {
      if (duplicateKey(error) !== 'handle') throw refusal(error);
    }
  }
  throw new AtriumError('name_taken');
}

function toRow(member: NewMember, handle: string, now: number): Partial<MemberRow> {
  return {
    _id: member.id,
    kind: member.kind,
    role: member.role,
    name: member.name,
    nameKey: toNameKey(member.name),
    handle,
    email: member.email,
    companyId: member.companyId ?? null,
    invitationId: member.invitationId ?? null,
    createdAt: now,
  };
}

function refusal(error: unknown): unknown {
  const field = duplicateKey(error);
  if (field === 'email') return new AtriumError('email_taken', { cause: error });
  if (field === 'invitationId') return new AtriumError('link_expired', { cause: error });
  return error;
}
