/** Getting in and out: set-up, sign-in, sign-up, sessions, reset, invitations, bots. Those that set a cookie are HTTP only. */
import * as z from 'zod';
import { limits } from '../limits.ts';
import { channelScopeNames, workspaceScopeNames } from '../roles.ts';
import { me, member, workspaceRole } from '../schema/member.ts';
import {
  channelId,
  companyId,
  email,
  handle,
  line,
  memberId,
  password,
  plainId,
  time,
} from '../schema/primitives.ts';
import { defineCommand } from './define.ts';
import { nothing } from './results.ts';

const secretToken = z
  .string()
  .min(20)
  .max(200)
  .regex(/^[0-9A-Za-z_-]+$/);
const signedIn = z.strictObject({ me });

export const session = z
  .strictObject({
    id: plainId,
    device: z.string(),
    address: z.string(),
    createdAt: time,
    lastUsedAt: time,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

export const invitation = z
  .strictObject({
    id: plainId,
    email: z.string().nullable(),
    role: workspaceRole,
    companyId: companyId.nullable(),
    channelIds: z.array(channelId),
    invitedBy: memberId,
    createdAt: time,
    expiresAt: time,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitation>;

export const botToken = z
  .strictObject({
    id: plainId,
    memberId,
    name: z.string(),
    scopes: z.array(z.string()),
    channelIds: z.array(channelId).nullable(),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'BotToken', description: 'The token itself is shown once, when it is made' });
export type BotToken = z.infer<typeof botToken>;

export const accountStatus = defineCommand({
  name: 'account.status',
  summary: 'Is the workspace set up, who am I, and how may people get in? Needs no session.',
  input: nothing,
  output: z.strictObject({
    setUp: z.boolean(),
    workspaceName: z.string(),
    signedIn: z.boolean(),
    signUpByDomain: z.boolean(),
    mail: z.boolean(),
    protocol: z.int(),
    version: z.string(),
  }),
  rate: 'read',
  access: 'anyone',
});
export const accountSetUp = defineCommand({
  name: 'account.set_up',
  summary: 'First run: create the workspace and its owner, with the token from the server’s log.',
  input: z.strictObject({
    token: secretToken,
    workspaceName: line(limits.workspaceNameLength, 1),
    name: line(limits.memberNameLength, 1),
    handle: handle.optional(),
    email,
    password,
  }),
  output: signedIn,
  rate: 'auth',
  access: 'anyone',
  transport: 'http',
});
export const accountSignIn = defineCommand({
  name: 'account.sign_in',
  summary: 'Sign in by e-mail and password; the session comes as a cookie.',
  input: z.strictObject({ email, password: z.string().min(1).max(limits.passwordLengthMax) }),
  output: signedIn,
  rate: 'auth',
  access: 'anyone',
  transport: 'http',
});
export const accountSignUp = defineCommand({
  name: 'account.sign_up',
  summary: 'Create an account by invitation, or by an e-mail address of a domain that the owner allows.',
  input: z.strictObject({
    invitation: secretToken.optional(),
    name: line(limits.memberNameLength, 1),
    handle: handle.optional(),
    email,
    password,
  }),
  output: z.strictObject({ me: me.nullable(), confirm: z.boolean() }),
  rate: 'auth',
  access: 'anyone',
  transport: 'http',
});
export const accountConfirmEmail = defineCommand({
  name: 'account.confirm_email',
  summary: 'Prove that an e-mail address is yours, with the token from the mail.',
  input: z.strictObject({ token: secretToken }),
  output: nothing,
  rate: 'auth',
  access: 'anyone',
  transport: 'http',
});
export const accountSignOut = defineCommand({
  name: 'account.sign_out',
  summary: 'End this session.',
  input: nothing,
  output: nothing,
  rate: 'write',
  transport: 'http',
});
export const accountSignOutEverywhere = defineCommand({
  name: 'account.sign_out_everywhere',
  summary: 'End all of your sessions but this one.',
  input: nothing,
  output: z.strictObject({ ended: z.int().min(0) }),
  rate: 'write',
  transport: 'http',
});
export const sessionList = defineCommand({
  name: 'session.list',
  summary: 'Where you are signed in.',
  input: nothing,
  output: z.strictObject({ sessions: z.array(session) }),
  rate: 'read',
  transport: 'http',
});
export const sessionRevoke = defineCommand({
  name: 'session.revoke',
  summary: 'End one of your sessions.',
  input: z.strictObject({ id: plainId }),
  output: nothing,
  rate: 'write',
  transport: 'http',
});
export const accountChangePassword = defineCommand({
  name: 'account.change_password',
  summary: 'Change your password; all other sessions end.',
  input: z.strictObject({ current: z.string().min(1).max(limits.passwordLengthMax), password }),
  output: nothing,
  rate: 'auth',
  transport: 'http',
});
export const accountChangeEmail = defineCommand({
  name: 'account.change_email',
  summary: 'Change your e-mail address; it counts once the new address is confirmed.',
  input: z.strictObject({ password: z.string().min(1).max(limits.passwordLengthMax), email }),
  output: z.strictObject({ confirm: z.boolean() }),
  rate: 'auth',
  transport: 'http',
});
export const accountRequestReset = defineCommand({
  name: 'account.request_reset',
  summary:
    'Ask for a link to set a new password. The answer is the same whether the address is known or not.',
  input: z.strictObject({ email }),
  output: nothing,
  rate: 'auth',
  access: 'anyone',
  transport: 'http',
});
export const accountResetPassword = defineCommand({
  name: 'account.reset_password',
  summary: 'Set a new password with the token from the link; all sessions end.',
  input: z.strictObject({ token: secretToken, password }),
  output: nothing,
  rate: 'auth',
  access: 'anyone',
  transport: 'http',
});

export const invitationCreate = defineCommand({
  name: 'invitation.create',
  summary: 'Invite somebody into the workspace; the link is shown once.',
  input: z.strictObject({
    email: email.nullable().default(null),
    role: workspaceRole.exclude(['owner', 'bot', 'guest']).default('member'),
    channelIds: z.array(channelId).max(20).default([]),
    expiresInMs: z.int().min(60_000).max(limits.invitationMsMax).default(limits.invitationMsDefault),
  }),
  output: z.strictObject({ invitation, link: z.string(), mailed: z.boolean() }),
  rate: 'write',
});
export const invitationList = defineCommand({
  name: 'invitation.list',
  summary: 'Invitations that nobody has taken up yet.',
  input: nothing,
  output: z.strictObject({ invitations: z.array(invitation) }),
  rate: 'read',
});
export const invitationRevoke = defineCommand({
  name: 'invitation.revoke',
  summary: 'Take an invitation back.',
  input: z.strictObject({ id: plainId }),
  output: nothing,
  rate: 'write',
});
export const invitationPreview = defineCommand({
  name: 'invitation.preview',
  summary: 'What an invitation is for, to whoever holds its link. Looking does not spend it.',
  input: z.strictObject({ token: secretToken }),
  output: z.strictObject({
    workspaceName: z.string(),
    invitedBy: z.string(),
    email: z.string().nullable(),
    expiresAt: time,
  }),
  rate: 'auth',
  access: 'anyone',
});

export const botCreate = defineCommand({
  name: 'bot.create',
  summary: 'Create a bot.',
  input: z.strictObject({ name: line(limits.memberNameLength, 1), handle }),
  output: z.strictObject({ member }),
  rate: 'write',
});
export const tokenCreate = defineCommand({
  name: 'token.create',
  summary: 'Make a token for a bot, with scopes and, if given, only for some channels. It is shown once.',
  input: z.strictObject({
    memberId,
    name: line(80, 1),
    scopes: z.array(z.enum([...workspaceScopeNames, ...channelScopeNames])).max(60),
    channelIds: z.array(channelId).max(200).nullable().default(null),
  }),
  output: z.strictObject({ token: z.string(), info: botToken }),
  rate: 'write',
});
export const tokenList = defineCommand({
  name: 'token.list',
  summary: 'The tokens of a bot, without their secrets.',
  input: z.strictObject({ memberId }),
  output: z.strictObject({ tokens: z.array(botToken) }),
  rate: 'read',
});
export const tokenRevoke = defineCommand({
  name: 'token.revoke',
  summary: 'End a token.',
  input: z.strictObject({ id: plainId }),
  output: nothing,
  rate: 'write',
});
/** Links that would have been mailed, for an owner of a workspace without mail. */
export const accountPendingLinks = defineCommand({
  name: 'account.pending_links',
  summary: 'Reset links that wait for their owner, where no mail is configured. For owners and admins.',
  input: nothing,
  output: z.strictObject({
    links: z.array(
      z.strictObject({ memberId, kind: z.enum(['reset', 'confirm']), link: z.string(), expiresAt: time }),
    ),
  }),
  rate: 'read',
});
