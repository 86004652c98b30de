import { allowed, denied, type Verdict } from '@atrium/shared';
import type { CommandContext } from '../core/command.ts';

/** For what belongs to a person's own account: a token, whatever its scopes, is not its owner. */
export function canUseAccount({ caller }: CommandContext): Verdict {
  if (caller.deactivated) return denied('deactivated');
  return caller.proof.kind === 'session' ? allowed : denied('forbidden');
}
