/** A workspace in the layout of a Slack export: for other programs, and to be imported again. */
import { type ChannelId, joiningRole, type MemberId, type Message, type Seq } from '@atrium/shared';
import type { Db } from 'mongodb';
import type { MemberRow } from '../core/directory/model.ts';
import type { ChannelRow, StandingRow } from '../core/journal/models.ts';
import { type EntryRow, fromRow } from '../core/journal/row.ts';
import { type ExportKeys, loadKeys } from './keys.ts';
import { type MessageGround, toSlackMessage, toTs } from './slack-message.ts';
import type { ExportSink } from './sink.ts';
import type { ExportSummary } from './summary.ts';

type Json = Record<string, unknown>;
const dayMs = 86_400_000;

export async function exportSlack(
  db: Db,
  sink: ExportSink,
  onMessages: (total: number) => void = () => undefined,
): Promise<ExportSummary> {
  const summary: ExportSummary = { files: 0, messages: 0 };
  const keys = await loadKeys(db);
  const write = async (name: string, records: readonly Json[]) => {
    await sink.add(name, [`${JSON.stringify(records, null, 1)}\n`]);
    summary.files += 1;
  };
  const members = await db.collection<MemberRow>('members').find().toArray();
  await write(
    'users.json',
    members.map((member) => toUser(member, keys)),
  );
  const channels = await db
    .collection<ChannelRow>('channels')
    .find()
    .sort({ createdAt: 1, _id: 1 })
    .toArray();
  const handles = new Map(members.map(({ _id, handle }) => [_id, handle]));
  const bots = new Map(members.flatMap(({ _id, kind, name }) => (kind === 'bot' ? [[_id, name]] : [])));
  const ground: MessageGround = {
    keys,
    channelNames: new Map(channels.map(({ _id, name }) => [_id, name])),
    botName: (id) => bots.get(id) ?? null,
  };
  const lists = new Map<string, Json[]>([['channels.json', []]]);
  for (const channel of channels) {
    const [list, name] = placeOf(channel, keys, handles);
    const pins = await exportMessages(db, channel, ground, async (day, records) => {
      summary.messages += records.length;
      await write(`${name}/${day}.json`, records);
      onMessages(summary.messages);
    });
    const people = await db
      .collection<StandingRow>('standings')
      .find({ channelId: channel._id, present: true })
      .sort({ joinedSeq: 1 })
      .toArray();
    const records = lists.get(list) ?? [];
    records.push(
      toChannelRecord(
        channel,
        name,
        keys,
        people.map(({ memberId }) => memberId),
        pins,
      ),
    );
    lists.set(list, records);
  }
  for (const [list, records] of lists) await write(list, records);
  return summary;
}

function toUser(member: MemberRow, { memberKey }: ExportKeys): Json {
  const { _id, kind, role, name, handle, title, timezone, email, deactivatedAt, createdAt } = member;
  return {
    ...{ id: memberKey(_id), name: handle, real_name: name, deleted: deactivatedAt !== null, tz: timezone },
    ...{ is_bot: kind === 'bot', is_restricted: joiningRole(role) === 'guest', updated: createdAt / 1_000 },
    profile: { real_name: name, display_name: handle, title, ...(email !== null && { email }) },
  };
}

/** Which list names a channel, and which folder its messages are in. */
function placeOf(
  { _id, kind, name, directMemberIds }: ChannelRow,
  { channelKey }: ExportKeys,
  handles: ReadonlyMap<MemberId, string>,
): [list: string, folder: string] {
  if (kind !== 'direct') return [kind === 'public' ? 'channels.json' : 'groups.json', name];
  if (directMemberIds.length <= 2) return ['dms.json', channelKey(_id)];
  const people = directMemberIds.map((id) => handles.get(id) ?? 'somebody').join('--');
  return ['mpims.json', `mpdm-${people.slice(0, 150)}-${channelKey(_id)}`];
}

function toChannelRecord(
  channel: ChannelRow,
  name: string,
  { memberKey, channelKey }: ExportKeys,
  people: readonly MemberId[],
  pins: readonly Json[],
): Json {
  const { _id, kind, topic, purpose, createdAt, createdBy, archivedAt, directMemberIds } = channel;
  const isPair = kind === 'direct' && directMemberIds.length <= 2;
  return {
    ...{
      id: channelKey(_id),
      ...(isPair ? {} : { name }),
      created: createdAt / 1_000,
      creator: memberKey(createdBy),
    },
    ...{ is_archived: archivedAt !== null, members: people.map(memberKey) },
    ...{ topic: { value: topic }, purpose: { value: purpose }, pins },
  };
}

/** @returns the channel's pins */
async function exportMessages(
  db: Db,
  { _id: channelId }: ChannelRow,
  ground: MessageGround,
  write: (day: string, records: Json[]) => Promise<void>,
): Promise<Json[]> {
  const roots = await rootsOf(db, channelId);
  const pins: Json[] = [];
  let day = '';
  let records: Json[] = [];
  let last = { at: -1, nth: 0 };
  const rows = db.collection<EntryRow>('entries').find({ channelId, kind: 'message' });
  for await (const row of rows.sort({ seq: 1 })) {
    const message = fromRow(row).entry as Message;
    const { at, seq, rootSeq, pinnedAt } = message;
    // A millisecond has room for a thousand; what does not fit stands a little later.
    last =
      at > last.at
        ? { at, nth: 0 }
        : last.nth < 999
          ? { at: last.at, nth: last.nth + 1 }
          : { at: last.at + 1, nth: 0 };
    const ts = toTs(last.at, last.nth);
    if (roots.has(seq)) roots.set(seq, ts);
    const date = new Date(Math.floor(last.at / dayMs) * dayMs).toISOString().slice(0, 10);
    if (date !== day) {
      if (records.length > 0) await write(day, records);
      [day, records] = [date, []];
    }
    const rootTs = roots.get(rootSeq ?? seq) ?? null;
    records.push(toSlackMessage(message, ts, rootTs, ground));
    if (pinnedAt !== null) pins.push({ id: ts, type: 'C', created: pinnedAt / 1_000 });
  }
  if (records.length > 0) await write(day, records);
  return pins;
}

/** The first messages of threads, whose time stamps replies name. */
async function rootsOf(db: Db, channelId: ChannelId): Promise<Map<Seq, string>> {
  const roots = new Map<Seq, string>();
  const threads = db.collection<{ channelId: ChannelId; rootSeq: Seq; lastRn: number }>('threads');
  for await (const { rootSeq } of threads.find({ channelId, lastRn: { $gt: 0 } })) roots.set(rootSeq, '');
  return roots;
}
