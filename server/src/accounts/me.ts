import { AtriumError, type Me, type MemberId } from '@atrium/shared';
import type { Core } from '../core/core.ts';
import { type MemberRow, memberRowsOf, toMember } from '../core/directory/model.ts';

/** A person's own view of themselves. */
export function toMe(row: MemberRow): Me {
  return { email: row.email, dndUntil: row.dndUntil, ...toMember(row) };
}

/** The member's row as it is now, from the database. */
export async function readMember({ db }: Pick<Core, 'db'>, id: MemberId): Promise<MemberRow> {
  const [row] = await memberRowsOf(db.connection, id);
  if (row === undefined) throw new AtriumError('not_found');
  return row;
}
