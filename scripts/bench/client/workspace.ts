/** A workspace with one large channel to look at in a browser: imported, and somebody signed in to it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ChannelId, MemberId } from '@atrium/shared';
import { createApp } from '../../../server/src/app.ts';
import { readConfig } from '../../../server/src/config.ts';
import { hashPassword } from '../../../server/src/core/auth/passwords.ts';
import { databaseOf } from '../../../server/src/db/connect.ts';
import { createLog } from '../../../server/src/log.ts';
import type { Person } from '../../../tests/browser/server.ts';
import { Random } from '../../../tests/random.ts';
import { sentence } from './text.ts';

export interface LargeWorkspace {
  dataDir: string;
  /** The large one, and one with a single message. */
  channels: { large: ChannelId; small: ChannelId };
  /** Of the one who looks, and of the one who talks. */
  cookies: { reader: string; talker: string };
  talkerId: MemberId;
}

const people = ['olive', 'mo', 'ana', 'sam'];
const dayMs = 86_400_000;
const imported = resolve(import.meta.dirname, '../../../server/dist/import.js');

/** @param messages in the large channel */
export async function makeWorkspace(messages: number, seed = 1): Promise<LargeWorkspace> {
  const dataDir = await mkdtemp(join(tmpdir(), 'atrium-bench-client-'));
  const archive = await mkdtemp(join(tmpdir(), 'atrium-bench-archive-'));
  try {
    await writeArchive(archive, messages, seed);
    await promisify(execFile)(process.execPath, [imported, archive], {
      env: { ...process.env, DATA_DIR: dataDir },
    });
  } finally {
    await rm(archive, { recursive: true, force: true });
  }
  return { dataDir, ...(await signedIn(dataDir)) };
}

/** As somebody's page would: commands with the cookie of their session. */
export function personOf(url: string, cookie: string): Pick<Person, 'cookie' | 'run'> {
  return {
    cookie,
    async run(command, input) {
      const response = await fetch(`${url}/api/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url, 'x-atrium': '1', cookie },
        body: JSON.stringify(input),
      });
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(`${command}: ${response.status} ${JSON.stringify(answer)}`);
      return answer as never;
    },
  };
}

async function writeArchive(folder: string, messages: number, seed: number): Promise<void> {
  const random = new Random(seed);
  const write = (name: string, rows: unknown) => writeFile(join(folder, name), JSON.stringify(rows));
  const ids = people.map((name) => `U${name.toUpperCase()}`);
  await write(
    'users.json',
    people.map((name, index) => ({
      ...{ id: ids[index], team_id: 'T1', name, real_name: name, is_owner: index === 0 },
      profile: { real_name: name, display_name: name, email: `${name}@tidemark.example` },
    })),
  );
  const first = Math.floor(Date.now() / dayMs - messages / 500 - 2) * dayMs;
  await write(
    'channels.json',
    ['large', 'small'].map((name, index) => ({
      ...{ id: `C${index}`, name, created: first / 1_000 - 60, creator: ids[0], members: ids },
      ...{ topic: { value: `About ${name}` }, purpose: { value: '' } },
    })),
  );
  const [ana] = ids;
  await mkdir(join(folder, 'small'));
  await write(`small/${dateOf(first)}.json`, [rowOf(first, ana ?? '', 'small talk')]);
  await mkdir(join(folder, 'large'));
  let author = 0;
  // 500 a day.
  for (let from = 0; from < messages; from += 500) {
    const day = first + (from / 500) * dayMs;
    const rows = Array.from({ length: Math.min(500, messages - from) }, (_, index) => {
      if (random.chance(0.4)) author = random.below(ids.length);
      return rowOf(day + index * 90_000, ids[author] ?? '', sentence(random));
    });
    await write(`large/${dateOf(day)}.json`, rows);
  }
}

function rowOf(at: number, user: string, text: string) {
  return {
    type: 'message',
    user,
    text,
    ts: `${Math.floor(at / 1_000)}.${String(at % 1_000).padStart(3, '0')}000`,
  };
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

async function signedIn(dataDir: string): Promise<Omit<LargeWorkspace, 'dataDir'>> {
  const config = readConfig({ DATA_DIR: dataDir, PORT: '0', RATE_LIMITS: 'off', LOG_LEVEL: 'error' });
  const app = await createApp(config, createLog(config, process.stderr));
  try {
    const db = databaseOf(app.core.db.connection);
    const idOf = async <Id>(collection: string, filter: object): Promise<Id> => {
      const row = await db.collection<{ _id: never }>(collection).findOne(filter);
      if (!row) throw new Error(`nothing in ${collection} for ${JSON.stringify(filter)}`);
      return row._id as Id;
    };
    const cookieOf = async (memberId: MemberId): Promise<string> => {
      const { sessions } = app.core.auth;
      const password = 'correct horse battery';
      await sessions.createLogin(memberId, await hashPassword(password));
      const started = await sessions.signIn(memberId, password, {
        address: '127.0.0.1',
        userAgent: 'bench',
      });
      if (!started) throw new Error('nobody could sign in');
      return started.cookies.map((cookie) => cookie.split(';')[0]).join('; ');
    };
    const talkerId = await idOf<MemberId>('members', { handle: 'mo' });
    return {
      channels: {
        large: await idOf('channels', { name: 'large' }),
        small: await idOf('channels', { name: 'small' }),
      },
      cookies: {
        reader: await cookieOf(await idOf('members', { handle: 'ana' })),
        talker: await cookieOf(talkerId),
      },
      talkerId,
    };
  } finally {
    await app.close();
  }
}
