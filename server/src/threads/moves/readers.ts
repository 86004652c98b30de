import { type MemberId, workspaceScopes } from '@atrium/shared';
import type { Core } from '../../core/core.ts';
import type { Journal } from '../../core/journal/types.ts';

/** Those among these members who may read the channel: who is in it, and in a public one also whoever may browse. */
export async function readersOf(
  { directory }: Core,
  { state }: Journal,
  memberIds: Iterable<MemberId>,
): Promise<ReadonlySet<MemberId>> {
  const members = await directory.getMany([...new Set(memberIds)]);
  const readers = new Set<MemberId>();
  for (const [id, { role, deactivatedAt }] of members) {
    if (deactivatedAt !== null) continue;
    const mayBrowse = state.channel.kind === 'public' && workspaceScopes(role).has('channel.browse');
    if (state.standings.has(id) || mayBrowse) readers.add(id);
  }
  return readers;
}
