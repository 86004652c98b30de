/** Who is at which device of this node: a member is online when somebody is at one of their devices. */
import type { MemberId } from '@atrium/shared';

export type DeviceState = 'online' | 'away';
export type PresenceState = DeviceState | 'offline';

/** Somebody who reloads a page, or loses a node, is not gone: "offline" is said after this. */
export const graceMs = 10_000;

export interface Activity {
  set(memberId: MemberId, connectionId: string, state: DeviceState): void;
  gone(memberId: MemberId, connectionId: string, now: number): void;
  of(memberId: MemberId): PresenceState;
  /** Those whose grace is over. */
  expire(now: number): MemberId[];
  members(): Iterable<MemberId>;
}

export function createActivity(changed: (memberId: MemberId) => void): Activity {
  const devices = new Map<MemberId, Map<string, DeviceState>>();
  const leaving = new Map<MemberId, number>();

  const of = (memberId: MemberId): PresenceState => {
    const own = devices.get(memberId);
    if (!own) return 'offline';
    if (own.size === 0) return 'online';
    for (const state of own.values()) if (state === 'online') return 'online';
    return 'away';
  };

  return {
    of,
    set: (memberId, connectionId, state) => {
      const before = of(memberId);
      const own = devices.get(memberId) ?? new Map<string, DeviceState>();
      own.set(connectionId, state);
      devices.set(memberId, own);
      leaving.delete(memberId);
      if (of(memberId) !== before) changed(memberId);
    },
    gone: (memberId, connectionId, now) => {
      const own = devices.get(memberId);
      if (!own?.has(connectionId)) return;
      const before = of(memberId);
      own.delete(connectionId);
      if (own.size === 0) leaving.set(memberId, now + graceMs);
      else if (of(memberId) !== before) changed(memberId);
    },
    expire: (now) => {
      const over: MemberId[] = [];
      for (const [memberId, at] of leaving) {
        if (at > now) continue;
        leaving.delete(memberId);
        devices.delete(memberId);
        over.push(memberId);
        changed(memberId);
      }
      return over;
    },
    members: () => devices.keys(),
  };
}
