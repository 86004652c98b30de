/** What the mails say. `link` is always on a line of its own, so that programs make it clickable. */
import type { Mail } from './send.ts';

type Words = Omit<Mail, 'to'>;

const ignore = 'If you did not ask for this, you can ignore this mail: nothing changes.';

export const words = {
  reset: (workspace: string, link: string): Words => ({
    subject: `Set a new password for ${workspace}`,
    text: `Somebody asked to set a new password for your account at ${workspace}. To choose one, open:\n\n${link}\n\nThe link works once, for 30 minutes. ${ignore}\n`,
  }),
  confirmEmail: (workspace: string, link: string): Words => ({
    subject: `Confirm your new e-mail address for ${workspace}`,
    text: `To use this address for your account at ${workspace}, open:\n\n${link}\n\nThe link works once, for a day. ${ignore}\n`,
  }),
  confirmSignUp: (workspace: string, link: string): Words => ({
    subject: `Confirm your e-mail address for ${workspace}`,
    text: `To finish your account at ${workspace}, open:\n\n${link}\n\nThe link works once, for a day. ${ignore}\n`,
  }),
  alreadyHere: (workspace: string, link: string): Words => ({
    subject: `You already have an account at ${workspace}`,
    text: `Somebody tried to use this address for an account at ${workspace}, but it belongs to one already. If that was you, sign in:\n\n${link}\n\nThere you can also set a new password. ${ignore}\n`,
  }),
  emailChanged: (workspace: string): Words => ({
    subject: `Your e-mail address at ${workspace} was changed`,
    text: `Your account at ${workspace} uses another e-mail address from now on. If that was not you, speak to an owner of the workspace at once.\n`,
  }),
  passwordChanged: (workspace: string): Words => ({
    subject: `Your password at ${workspace} was changed`,
    text: `The password of your account at ${workspace} was changed, and all other sessions were ended. If that was not you, speak to an owner of the workspace at once.\n`,
  }),
  invitation: (workspace: string, invitedBy: string, link: string): Words => ({
    subject: `${invitedBy} invites you to ${workspace}`,
    text: `${invitedBy} invites you to ${workspace}. To join, open:\n\n${link}\n\nThe link is for you alone and works once.\n`,
  }),
};
