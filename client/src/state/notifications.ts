/**
 * Decides whether this person is told of a message, on this device, now, and says why. The rules for whom a message
 * concerns are shared with the server; here they meet the window, the hours of rest and what the browser allows.
 */
import type { Me, Message, NoticeReason, Preferences } from '@atrium/shared';

export interface NoticeOutlet {
  permission(): 'granted' | 'denied' | 'default' | 'unsupported';
  /** From a click only: browsers refuse otherwise. */
  ask(): Promise<'granted' | 'denied' | 'default' | 'unsupported'>;
  show(notice: { tag: string; title: string; body: string; onOpen: () => void }): void;
  sound(): void;
}

export interface NoticeFacts {
  message: Message;
  /** Why the message concerns them, or null. */
  reason: NoticeReason | null;
  me: Pick<Me, 'dndUntil'>;
  preferences: Pick<Preferences, 'dndSchedule'>;
  /** The conversation is on the screen of a visible window, at its end. */
  looking: boolean;
  /** Milliseconds since 1970, and the local time of day. */
  now: number;
  local: { minute: number; weekday: number };
}

export type NoticeDecision =
  | { tell: false; why: 'not_concerned' | 'looking' | 'do_not_disturb' }
  | { tell: true; why: NoticeReason };

export function decideNotice(facts: NoticeFacts): NoticeDecision {
  const { reason, me, preferences, now, local } = facts;
  if (reason === null) return { tell: false, why: 'not_concerned' };
  if (facts.looking) return { tell: false, why: 'looking' };
  if (isResting(me.dndUntil, preferences.dndSchedule, now, local))
    return { tell: false, why: 'do_not_disturb' };
  return { tell: true, why: reason };
}

/** Within the hours of rest: by a switch until a time, or by the weekly schedule. */
export function isResting(
  dndUntil: number | null,
  schedule: Preferences['dndSchedule'],
  now: number,
  { minute, weekday }: { minute: number; weekday: number },
): boolean {
  if (dndUntil !== null && dndUntil > now) return true;
  if (!schedule || schedule.fromMinute === schedule.toMinute) return false;
  const { fromMinute, toMinute, days } = schedule;
  if (fromMinute < toMinute) return days.includes(weekday) && minute >= fromMinute && minute < toMinute;
  // Over midnight: the hours after it belong to the day before.
  const yesterday = (weekday + 6) % 7;
  return (days.includes(weekday) && minute >= fromMinute) || (days.includes(yesterday) && minute < toMinute);
}

export function localTime(now: number): { minute: number; weekday: number } {
  const date = new Date(now);
  return { minute: date.getHours() * 60 + date.getMinutes(), weekday: date.getDay() };
}

/** Nothing to show or play with: programs and tests. */
export const silentOutlet: NoticeOutlet = {
  permission: () => 'unsupported',
  ask: async () => 'unsupported',
  show() {},
  sound() {},
};
