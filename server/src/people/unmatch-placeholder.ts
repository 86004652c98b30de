import { AtriumError, canInWorkspace } from '@atrium/shared';
import { trusted } from 'mongoose';
import { readMember } from '../accounts/me.ts';
import { plain } from '../core/command.ts';
import { memberModel, type MemberRow, toMember } from '../core/directory/model.ts';
import { demand } from '../core/place.ts';

/**
 * Takes a match back: entries have kept their author, so the messages are the placeholder's again. Who is in which channel
 * stays: the member may have begun to talk there.
 */
export const unmatchPlaceholder = plain('people.unmatch_placeholder', {
  load: (context, { placeholderId }) => {
    demand(canInWorkspace(context.actor, 'workspace.manage'));
    return readMember(context.core, placeholderId);
  },
  allow: ({ actor }) => canInWorkspace(actor, 'workspace.manage'),
  run: async ({ core }, { placeholderId }) => {
    const row = await memberModel(core.db.connection)
      .findOneAndUpdate(
        { _id: placeholderId, mergedInto: trusted({ $ne: null }) },
        { $unset: { mergedInto: 1 } },
        { returnDocument: 'after' },
      )
      .lean<MemberRow>();
    if (!row) throw new AtriumError('conflict');
    await core.directory.changed(row._id);
    return { placeholder: toMember(row) };
  },
});
