/** A small Slack export with a little of everything, made from a seed; and what is in it, counted by itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Random } from '../random.ts';
import { type ZipEntry, zipFile } from './zip-file.ts';

type Json = Record<string, unknown>;

export interface SlackExport {
  /** File name to its records. */
  files: Map<string, Json[]>;
}

export interface ExportShape {
  seed: number;
  people?: number;
  messagesPerChannel?: number;
}

const words = [
  'tide',
  'harbour',
  '*high*',
  'water',
  '_low_',
  'gauge',
  '`pier`',
  'stick',
  '&lt;3',
  'https://x.example/a?b=1&amp;c=2',
];

export function makeExport({ seed, people = 12, messagesPerChannel = 120 }: ExportShape): SlackExport {
  const random = new Random(seed);
  const files = new Map<string, Json[]>();
  const users = Array.from({ length: people }, (_, index) => userOf(index));
  files.set('users.json', users);
  const ids = users.map(({ id }) => id as string);
  const lists: [string, Json[]][] = [
    [
      'channels.json',
      [channelOf('C1', 'general', ids), channelOf('C2', 'old-plans', ids.slice(0, 4), { is_archived: true })],
    ],
    ['groups.json', [channelOf('G1', 'secret', ids.slice(0, 3))]],
    ['dms.json', [{ id: 'D1', created: 1_600_000_000, members: ids.slice(0, 2) }]],
    ['mpims.json', [{ ...channelOf('G2', 'mpdm-a--b--c-1', ids.slice(0, 3)), is_mpim: true }]],
  ];
  for (const [list, channels] of lists) {
    files.set(list, channels);
    for (const channel of channels) {
      const folder = list === 'dms.json' ? (channel['id'] as string) : (channel['name'] as string);
      for (const [day, messages] of Object.entries(talk())) files.set(`${folder}/${day}.json`, messages);
    }
  }
  return { files };

  function talk(): Record<string, Json[]> {
    const days: Record<string, Json[]> = {};
    const roots: Json[] = [];
    let micros = 1_600_000_000_000_000;
    for (let n = 0; n < messagesPerChannel; n += 1) {
      micros += random.below(3_600_000_000);
      const ts = `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
      const message: Json = { type: 'message', user: random.pick(ids), text: sentence(), ts };
      const root = random.chance(0.3) ? random.pickIfAny(roots) : undefined;
      if (root) Object.assign(message, { thread_ts: root['ts'], parent_user_id: root['user'] });
      else roots.push(message);
      if (root && !root['thread_ts']) root['thread_ts'] = root['ts'];
      decorate(message);
      const day = new Date(micros / 1000).toISOString().slice(0, 10);
      (days[day] ??= []).push(message);
    }
    return days;
  }

  function sentence(): string {
    const length = 1 + random.below(8);
    const text = Array.from({ length }, () => random.pick(words)).join(' ');
    const extra = random.next();
    if (extra < 0.1) return `<@${random.pick(ids)}> ${text}`;
    if (extra < 0.15) return `${text} <#C1|general> <!here>`;
    return extra < 0.2 ? `${text}\n\`\`\`const a = '*x*';\`\`\`\nand *more*` : text;
  }

  function decorate(message: Json): void {
    const kind = random.next();
    if (kind < 0.1)
      message['reactions'] = [
        { name: random.pick(['tada', '+1', 'partyparrot']), users: [random.pick(ids)], count: 1 },
      ];
    else if (kind < 0.15)
      message['edited'] = { user: message['user'], ts: String(Number(message['ts']) + 60) };
    else if (kind < 0.2)
      message['files'] = [
        { id: `F${message['ts'] as string}`, name: 'tides.pdf', mimetype: 'application/pdf', size: 1234 },
      ];
    else if (kind < 0.23) message['subtype'] = 'me_message';
    else if (kind < 0.26 && !message['thread_ts'])
      Object.assign(message, {
        subtype: 'channel_join',
        text: `<@${message['user'] as string}> has joined the channel`,
      });
    else if (kind < 0.29) {
      delete message['user'];
      Object.assign(message, { subtype: 'bot_message', bot_id: 'B7', username: 'deploys' });
    } else if (kind < 0.31) message['pinned_to'] = ['C1', 'C2', 'G1', 'D1', 'G2'];
    else if (kind < 0.33) message['user'] = 'UGONE';
  }
}

function userOf(index: number): Json {
  const id = `U${String(index).padStart(3, '0')}`;
  const email =
    index === 5 ? {} : { email: `p${index}@${index % 4 === 3 ? 'acme.example' : 'tidemark.example'}` };
  return {
    ...{
      id,
      team_id: 'T1',
      name: `person${index}`,
      deleted: index === 4,
      is_bot: index === 6,
      updated: 1_600_000_000,
    },
    ...{ is_restricted: index % 4 === 3, real_name: `Person ${index}` },
    profile: { real_name: `Person ${index}`, display_name: `p${index}`, title: 'Skipper', ...email },
  };
}

function channelOf(id: string, name: string, members: string[], more: Json = {}): Json {
  return {
    ...{ id, name, created: 1_599_990_000, creator: members[0], is_archived: false, members, pins: [] },
    ...{ topic: { value: `About ${name}` }, purpose: { value: `All of ${name}` }, ...more },
  };
}

/** What is in it: messages, replies and threads, by folder, and people. Counted from the records alone. */
export function countsOf({ files }: SlackExport) {
  const byFolder = new Map<string, { messages: number; replies: number; threads: number }>();
  for (const [name, records] of files) {
    const [folder, file] = name.split('/');
    if (file === undefined) continue;
    const counts = byFolder.get(folder as string) ?? { messages: 0, replies: 0, threads: 0 };
    counts.messages += records.length;
    counts.replies += records.filter(({ ts, thread_ts }) => thread_ts && thread_ts !== ts).length;
    byFolder.set(folder as string, counts);
  }
  for (const [folder, counts] of byFolder) {
    const all = [...files]
      .filter(([name]) => name.startsWith(`${folder}/`))
      .flatMap(([, records]) => records);
    const roots = all
      .filter(({ ts, thread_ts }) => thread_ts && thread_ts !== ts)
      .map((record) => record['thread_ts']);
    counts.threads = new Set(roots).size;
  }
  return byFolder;
}

export function toEntries({ files }: SlackExport): ZipEntry[] {
  return [...files].map(([name, records]) => ({ name, content: JSON.stringify(records) }));
}

export function writeZip(path: string, slack: SlackExport, more: readonly ZipEntry[] = []): string {
  writeFileSync(path, zipFile([...toEntries(slack), ...more]));
  return path;
}

export function writeFolder(folder: string, slack: SlackExport): string {
  for (const { name, content } of toEntries(slack)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
