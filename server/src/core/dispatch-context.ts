import type { Actor } from '@atrium/shared';
import type { Caller } from './caller.ts';
import type { CommandContext } from './command.ts';
import type { Core } from './core.ts';
import type { Reader } from './delivery/reader.ts';

export function contextOf(
  core: Core,
  caller: Caller,
  connection: Reader | null,
  requestId: string,
): CommandContext {
  return { core, caller, actor: actorOf(caller), connection, requestId, now: core.clock() };
}

/** Who acts, as rules see them: a token can do what its member may and its scopes allow. */
export function actorOf({ memberId, role, deactivated, proof }: Caller): Actor {
  const actor: Actor = { memberId, role, deactivated };
  if (proof.kind !== 'token') return actor;
  actor.tokenScopes = proof.scopes;
  if (proof.channelIds !== null) actor.tokenChannelIds = proof.channelIds;
  return actor;
}
