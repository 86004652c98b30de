import { AtriumError, type ErrorBody, type ErrorCode } from '@atrium/shared';
import { formatDuration, formatMoment } from '../time/format.ts';

interface Refusal {
  code: ErrorCode;
  details?: ErrorBody['details'];
  retryAfterMs?: number | undefined;
}

/** What each code means, in words for the person in front of the screen. Total: a new code does not compile without. */
const words: Record<ErrorCode, string | ((refusal: Refusal) => string)> = {
  invalid_input: 'Something in there is not as it should be. Please check it and try again.',
  unknown_command: 'This server does not know how to do that. A reload may help.',
  unauthenticated: 'You are signed out. Please sign in again.',
  wrong_credentials: 'That e-mail address and password do not go together.',
  session_revoked: 'This session was ended from another device. Please sign in again.',
  origin_refused: 'This page was opened under an address that the server does not accept.',
  forbidden: 'You may not do that here.',
  scope_missing: 'You may not do that here: ask a moderator.',
  muted: mutedWords,
  thread_moved: 'This thread was moved to another channel.',
  thread_locked: 'This thread is locked: only moderators can write in it.',
  posting_restricted: 'Only moderators can post in this channel. You can still read and react.',
  channel_archived: 'This channel is archived: it can be read, not written.',
  deactivated: 'This account has been deactivated.',
  not_author: 'Only the person who wrote this can change it.',
  last_owner: 'A workspace needs an owner: make somebody else one first.',
  not_found: 'This is not there, or it is not yours to see.',
  message_deleted: 'That message has been deleted.',
  link_expired: 'This link has expired or was already used. Ask for a new one.',
  conflict: 'Somebody else changed this at the same moment. Please look and try again.',
  name_taken: 'That name is already taken.',
  email_taken: 'There is already an account with that e-mail address.',
  already_set_up: 'This workspace has already been set up.',
  limit_reached: 'That is as many as there can be.',
  too_large: 'That is too long to send at once.',
  slow_mode: ({ retryAfterMs }) =>
    `Slow mode is on: you can post again ${retryAfterMs ? `in ${formatDuration(retryAfterMs)}` : 'in a moment'}.`,
  rate_limited: ({ retryAfterMs }) =>
    `That was a lot at once. Try again ${retryAfterMs ? `in ${formatDuration(retryAfterMs)}` : 'in a moment'}.`,
  retry_later: 'The server cannot do that right now. Please try again in a moment.',
  draining: 'The server is restarting. It will be back in a moment.',
  storage_full: 'The server has run out of space. Tell whoever looks after it.',
  version_mismatch: 'There is a newer version of Atrium. Please reload.',
  internal: 'Something went wrong on the server.',
};

export function errorWords(refusal: Refusal): string {
  const entry = words[refusal.code];
  return typeof entry === 'function' ? entry(refusal) : entry;
}

/** Words for whatever was thrown. What is no refusal of the server's is a lost connection or a fault of ours. */
export function wordsFor(error: unknown): string {
  const isRefused = error instanceof AtriumError;
  // What nobody has answered is this code, too.
  const isUnanswered = !isRefused || error.code === 'retry_later';
  if (isUnanswered && !navigator.onLine) return 'You are offline. Please try again once you are back.';
  return errorWords(isRefused ? error : { code: 'internal' });
}

/** What the server said about one field, if it was that field. */
export function fieldWords(error: unknown, field: string): string | null {
  if (!(error instanceof AtriumError)) return null;
  const problem = error.details?.fields?.find(({ path }) => path[0] === field || path[1] === field)?.problem;
  return problem ? `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.` : null;
}

function mutedWords({ details }: Refusal): string {
  const until = details?.until ?? null;
  const when = until === null ? 'until a moderator lifts it' : `until ${formatMoment(until)}`;
  const because = details?.reason ? ` Reason: ${details.reason}` : '';
  return `You are muted here ${when}. You can still read.${because}`;
}
