import { limits } from '@atrium/shared';
import type { ArchiveChannel, Note } from '../archive.ts';
import { cut, fromTs, isRecord, keyIn, lineIn, listIn, recordIn, secondsIn, textIn } from './records.ts';

/** A channel, and what its list says of its messages. */
export interface SlackChannel extends ArchiveChannel {
  /** Folders that its messages may be in. */
  folders: readonly string[];
  /** When messages were pinned, by ts. */
  pins: ReadonlyMap<string, number>;
}

/** Which file of an export lists which kind of channel. */
export const channelLists = {
  'channels.json': 'public',
  'groups.json': 'private',
  'mpims.json': 'direct',
  'dms.json': 'direct',
} as const satisfies Record<string, ArchiveChannel['kind']>;

/** One of a list of channels; null for what is none. */
export function toSlackChannel(
  record: unknown,
  list: keyof typeof channelLists,
  note: Note,
): SlackChannel | null {
  const key = keyIn(record, 'id') ?? keyIn(record, 'name');
  if (!isRecord(record) || key === null) {
    note('bad_channel', list, JSON.stringify(record).slice(0, 120));
    return null;
  }
  const name = keyIn(record, 'name');
  const members = listIn(record, 'members').filter((member): member is string => typeof member === 'string');
  return {
    key,
    kind: channelLists[list],
    name: name ?? key,
    topic: lineIn(recordIn(record, 'topic'), 'value', limits.channelTopicLength),
    purpose: cut(textIn(recordIn(record, 'purpose'), 'value'), limits.channelPurposeLength),
    createdAt: secondsIn(record, 'created') ?? Number.MAX_SAFE_INTEGER,
    creator: keyIn(record, 'creator'),
    members: [...new Set(members)],
    archived: record['is_archived'] === true,
    folders: [...new Set([name ?? key, key])],
    pins: pinsOf(record),
  };
}

function pinsOf(record: unknown): Map<string, number> {
  const pins = new Map<string, number>();
  for (const pin of listIn(record, 'pins')) {
    const ts = keyIn(pin, 'id');
    const at = secondsIn(pin, 'created') ?? (ts === null ? null : fromTs(ts));
    if (ts !== null && at !== null && pins.size < limits.pinsPerChannel) pins.set(ts, at);
  }
  return pins;
}
