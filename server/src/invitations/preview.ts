import { open } from '../core/command.ts';
import { readWorkspace } from '../workspace/read.ts';
import { findInvitation } from './redeem.ts';

/** Reads only: programs that open every link in a mail must not spend it. No channel is named. */
export const preview = open('invitation.preview', async ({ core }, { token }) => {
  const invitation = await findInvitation(core, token);
  const [workspace, inviter] = await Promise.all([
    readWorkspace(core),
    core.directory.get(invitation.invitedBy),
  ]);
  return {
    workspaceName: workspace.name,
    invitedBy: inviter?.name ?? '',
    email: invitation.email,
    expiresAt: invitation.expiresAt,
  };
});
