/** What members and channels are called in a Slack export: by the ids that they came with, else by ids made of ours. */
import { hash } from 'node:crypto';
import type { ChannelId, MemberId } from '@atrium/shared';
import type { Db } from 'mongodb';
import type { ChannelRow } from '../core/journal/models.ts';

export interface ExportKeys {
  memberKey(id: MemberId): string;
  channelKey(id: ChannelId): string;
  memberOf(key: string): MemberId | null;
  channelOf(key: string): ChannelId | null;
}

/** Keys of an archive go into paths: one that could lead elsewhere is not taken over. */
const harmless = /^[A-Z0-9]{1,40}$/i;
const slack = 'slack ';

export async function loadKeys(db: Db): Promise<ExportKeys> {
  const members = new Map<MemberId, string>();
  const channels = new Map<ChannelId, string>();
  for await (const { _id, memberId } of db
    .collection<{ _id: string; memberId: MemberId }>('import_keys')
    .find()) {
    const key = _id.slice(slack.length);
    if (_id.startsWith(slack) && harmless.test(key) && !members.has(memberId)) members.set(memberId, key);
  }
  const places = db.collection<{ _id: string; channelId: ChannelId }>('import_channels');
  for await (const { _id, channelId } of places.find()) {
    const key = _id.slice(slack.length + 1);
    if (_id.startsWith(slack) && harmless.test(key)) channels.set(channelId, key);
  }
  for await (const { _id } of db
    .collection<{ _id: MemberId }>('members')
    .find({}, { projection: { _id: 1 } }))
    if (!members.has(_id)) members.set(_id, made('U', _id));
  for await (const { _id, kind } of db.collection<ChannelRow>('channels').find())
    if (!channels.has(_id)) channels.set(_id, made(kind === 'direct' ? 'D' : 'C', _id));
  const memberByKey = new Map([...members].map(([id, key]) => [key, id]));
  const channelByKey = new Map([...channels].map(([id, key]) => [key, id]));
  return {
    memberKey: (id) => members.get(id) ?? made('U', id),
    channelKey: (id) => channels.get(id) ?? made('C', id),
    memberOf: (key) => memberByKey.get(key) ?? null,
    channelOf: (key) => channelByKey.get(key) ?? null,
  };
}

function made(prefix: string, id: string): string {
  return prefix + hash('sha256', id, 'hex').slice(0, 11).toUpperCase();
}
