/** Which error codes a command may answer with, for the documentation: what follows from its shape, and what is its own. */
import type { CommandName, ErrorCode } from '@atrium/shared';
import type { CommandSpec } from '@atrium/shared/commands';
import type * as z from 'zod';

type Spec = CommandSpec<string, z.ZodType, z.ZodType>;

const always: readonly ErrorCode[] = ['invalid_input', 'rate_limited', 'retry_later', 'draining', 'internal'];
const ofMembers: readonly ErrorCode[] = ['unauthenticated', 'deactivated'];
const ofChannels: readonly ErrorCode[] = ['not_found'];
const ofAppends: readonly ErrorCode[] = [
  'forbidden',
  'scope_missing',
  'channel_archived',
  'conflict',
  'storage_full',
];
const ofWriting: readonly ErrorCode[] = ['muted', 'thread_locked'];
const ofManaging: readonly ErrorCode[] = ['forbidden', 'scope_missing'];

const own: Partial<Record<CommandName, readonly ErrorCode[]>> = {
  'account.set_up': ['already_set_up', 'link_expired'],
  'account.sign_in': ['wrong_credentials', 'deactivated'],
  'account.sign_up': ['link_expired', 'email_taken', 'name_taken', 'forbidden', 'conflict'],
  'account.confirm_email': ['link_expired', 'email_taken'],
  'account.change_password': ['wrong_credentials'],
  'account.change_email': ['wrong_credentials'],
  'account.reset_password': ['link_expired'],
  'account.pending_links': ofManaging,
  'session.revoke': ['not_found'],
  'invitation.create': [...ofManaging, 'not_found', 'channel_archived', 'limit_reached'],
  'invitation.list': ofManaging,
  'invitation.revoke': [...ofManaging, 'not_found'],
  'invitation.preview': ['link_expired'],
  'bot.create': [...ofManaging, 'name_taken'],
  'token.create': [...ofManaging, 'not_found', 'limit_reached'],
  'token.list': [...ofManaging, 'not_found'],
  'token.revoke': [...ofManaging, 'not_found'],
  'people.set_role': [...ofManaging, 'not_found', 'last_owner', 'conflict'],
  'people.deactivate': [...ofManaging, 'not_found', 'last_owner', 'conflict'],
  'people.reactivate': [...ofManaging, 'not_found', 'conflict'],
  'profile.update': ['forbidden', 'name_taken'],
  'company.create': ofManaging,
  'workspace.get_settings': ofManaging,
  'workspace.update': ofManaging,
  'channel.create': [...ofManaging, 'name_taken', 'conflict', 'limit_reached', 'storage_full'],
  'channel.rename': ['name_taken'],
  'direct.open': [...ofManaging, 'not_found', 'storage_full'],
  'message.post': [...ofWriting, 'posting_restricted', 'slow_mode'],
  'message.edit': [...ofWriting, 'not_author', 'message_deleted'],
  'message.react': [...ofWriting, 'message_deleted', 'limit_reached'],
  'message.pin': ['muted', 'message_deleted', 'limit_reached'],
  'message.unpin': ['muted', 'message_deleted'],
  'thread.set_title': ofWriting,
  'thread.resolve': ofWriting,
  'thread.reopen': ofWriting,
  'thread.pin': ['limit_reached'],
};

/** The codes, each once, the particular ones first. */
export function errorsOf(spec: Spec, fields: ReadonlySet<string>): ErrorCode[] {
  const isAppend = fields.has('channelId') && fields.has('clientId');
  return [
    ...new Set<ErrorCode>([
      ...(own[spec.name as CommandName] ?? []),
      ...(fields.has('channelId') ? ofChannels : []),
      ...(isAppend ? ofAppends : []),
      ...(spec.access === 'member' ? ofMembers : []),
      ...always,
    ]),
  ];
}
