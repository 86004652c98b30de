/**
 * The list of active owners, in the workspace's one row: the last one cannot be taken out, whatever happens at the same
 * time on other nodes, because taking out asks for a second one in the same write. The list may lag behind the members'
 * roles in one direction only: whoever is on it is an active owner.
 */
import { AtriumError, type MemberId } from '@atrium/shared';
import { trusted } from 'mongoose';
import type { Core } from '../core/core.ts';
import { workspaceModel } from '../workspace/model.ts';

/** Before somebody stops being an active owner. @throws {AtriumError} `last_owner` */
export async function removeOwner(core: Core, id: MemberId): Promise<void> {
  const rows = workspaceModel(core.db.connection);
  const { matchedCount } = await rows.updateOne(
    { $and: [{ _id: 'workspace' }, { ownerIds: id }, { 'ownerIds.1': trusted({ $exists: true }) }] },
    { $pull: { ownerIds: id } },
  );
  if (matchedCount > 0) return;
  if (await rows.exists({ _id: 'workspace', ownerIds: id })) throw new AtriumError('last_owner');
}

/** After somebody became one. */
export async function addOwner(core: Core, id: MemberId): Promise<void> {
  await workspaceModel(core.db.connection).updateOne({ _id: 'workspace' }, { $addToSet: { ownerIds: id } });
}
