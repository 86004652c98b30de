import { changeEmail } from './change-email.ts';
import { changePassword } from './change-password.ts';
import { confirmEmail } from './confirm-email.ts';
import { pendingLinks } from './pending-links.ts';
import { requestReset } from './request-reset.ts';
import { resetPassword } from './reset-password.ts';
import * as sessions from './sessions.ts';
import { setUp } from './set-up.ts';
import { signIn } from './sign-in.ts';
import { signOut, signOutEverywhere } from './sign-out.ts';
import { signUp } from './sign-up.ts';
import { status } from './status.ts';

export { createAccountIndexes } from './indexes.ts';
export { setUpLink } from './set-up.ts';

export const accountHandlers = [
  status,
  setUp,
  signIn,
  signUp,
  confirmEmail,
  signOut,
  signOutEverywhere,
  sessions.list,
  sessions.revoke,
  changePassword,
  changeEmail,
  requestReset,
  resetPassword,
  pendingLinks,
];
