import type { MemberId } from '@atrium/shared';
import type { Core } from '../../core/core.ts';

/** Whose counts and lists changed is asked to load them anew: they come from two channels at once. */
export function tellConcerned({ feed }: Core, memberIds: Iterable<MemberId>): void {
  for (const memberId of memberIds) feed.publish(memberId, { reload: true });
}
