import { AtriumError, type CommandResult, newId, type ParsedInput } from '@atrium/shared';
import { hashPassword } from '../core/auth/passwords.ts';
import { open, type OpenContext } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { memberModel } from '../core/directory/model.ts';
import { findInvitation, markUsed } from '../invitations/redeem.ts';
import { words } from '../mail/words.ts';
import { readWorkspace } from '../workspace/read.ts';
import { sendAlreadyHere } from './change-email.ts';
import { createMember } from './create-member.ts';
import { joinChannels } from './join-channels.ts';
import { linkModel } from './link-model.ts';
import { issueLink } from './links.ts';
import { afterAnswer, mailLink } from './mail-link.ts';
import { toMe } from './me.ts';
import { startSession } from './start-session.ts';

type Input = ParsedInput<'account.sign_up'>;
type Result = CommandResult<'account.sign_up'>;

const linkLifetimeMs = 24 * 3_600_000;

export const signUp = open('account.sign_up', (context, input) => {
  // Somebody else is signed in on this browser: their click must not spend the invitation.
  if (context.caller !== null) throw new AtriumError('conflict', { message: 'sign out first' });
  return input.invitation === undefined
    ? byDomain(context, input)
    : byInvitation(context, input, input.invitation);
});

async function byInvitation(context: OpenContext, input: Input, token: string): Promise<Result> {
  const { core } = context;
  const invitation = await findInvitation(core, token);
  if (invitation.email !== null && invitation.email !== input.email) {
    const fields = [{ path: ['email'], problem: 'the invitation is for another address' }];
    throw new AtriumError('invalid_input', { details: { fields } });
  }
  const created = await createMember(core, {
    id: newId(),
    kind: 'person',
    role: invitation.role,
    name: input.name,
    handle: input.handle ?? null,
    email: input.email,
    passwordHash: await hashPassword(input.password),
    invitationId: invitation.id,
  });
  await markUsed(core, invitation, created._id);
  await joinChannels(core, created, invitation);
  const member = await startSession(context, created._id, input.password);
  if (member === null) throw new AtriumError('internal');
  return { me: toMe(member), confirm: false };
}

/** Answers the same whether the address has an account or not: which it is, is told to that mailbox only. */
async function byDomain({ core }: OpenContext, input: Input): Promise<Result> {
  const { settings } = await readWorkspace(core);
  if (!isOfDomain(input.email, settings.signUpDomains)) throw new AtriumError('forbidden');
  const passwordHash = await hashPassword(input.password);
  afterAnswer(core, 'account.sign_up', () => sendConfirmation(core, input, passwordHash));
  return { me: null, confirm: true };
}

async function sendConfirmation(
  core: Core,
  { email, name, handle }: Input,
  passwordHash: string,
): Promise<void> {
  const { connection } = core.db;
  if (await memberModel(connection).exists({ email })) return sendAlreadyHere(core, email);
  await linkModel(connection).deleteMany({ email, kind: 'confirm_sign_up' });
  const signUp = { name, handle: handle ?? null, passwordHash };
  const token = await issueLink(core, 'confirm_sign_up', { email, signUp }, linkLifetimeMs);
  await mailLink(core, email, 'confirm', token, words.confirmSignUp);
}

export function isOfDomain(email: string, domains: readonly string[]): boolean {
  return domains.includes(email.slice(email.lastIndexOf('@') + 1));
}
