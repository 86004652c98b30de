import type { ImportProgress, TransferState } from '@atrium/shared';
import { inDigits } from '../../ui/count.ts';
import { formatDuration } from '../time/format.ts';

export const stateWords: Record<TransferState, string> = {
  uploading: 'Not uploaded completely yet',
  ready: 'Uploaded, ready to be imported',
  waiting: 'About to begin',
  running: 'Under way',
  stopping: 'Stopping',
  stopped: 'Stopped',
  failed: 'Failed',
  done: 'Done',
};

const units = ['bytes', 'KB', 'MB', 'GB'];

export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount < 10 && power > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[power]}`;
}

export function progressWords({
  stage,
  channel,
  messages,
  messagesPerSecond,
  leftMs,
}: ImportProgress): string {
  if (stage === 'opening') return 'Opening the archive';
  if (stage === 'people') return 'Bringing in people';
  if (stage === 'report') return 'Writing the report';
  const left = leftMs === null ? '' : `, about ${formatDuration(Math.max(1_000, leftMs))} left`;
  return `#${channel}: ${inDigits(messages)} messages so far, ${inDigits(messagesPerSecond)} a second${left}`;
}

/** What reasons in a report mean. */
export const reasonWords: Record<string, string> = {
  duplicate_email: 'Second person with the same address: came in as a placeholder',
  duplicate_person: 'The same person twice: left out',
  duplicate_ts: 'Same time stamp as another message of its channel: left out',
  empty: 'No text and no files: came in empty',
  bad_record: 'Cannot be read: left out',
  bad_ts: 'No usable time stamp: left out',
  bad_json: 'Not valid JSON: what could be read came in',
  bad_path: 'A path that leads outside: left out',
  symbolic_link: 'A symbolic link: left out',
  too_large: 'Too large: left out',
  bad_file: 'Cannot be read: left out',
  name_changed: 'The name is taken or unfit here: came in under another one',
  no_email: 'Person without an address: came in as a placeholder',
  reply_without_root: 'Its first message is missing: came in as a message of the channel',
  shortened: 'Longer than messages may be: shortened',
  thread_moved: 'Its thread was moved to a channel that takes nothing now: left out',
  unknown_author: 'Nobody can be named as its author: left out',
  unknown_member: 'In the list of a channel, but not among the people: left out',
  unknown_person: 'Author is not among the people: came in with a placeholder',
  bad_reaction: 'No emoji: left out',
  bad_channel: 'A channel that cannot be read: left out',
  admin: 'Owner or administrator there: came in as a member',
};
