/**
 * Imports an archive into a new folder, then uses the workspace over HTTP as a page does: `npm run bench:import -- PATH`.
 * Prints a table for docs/performance.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ChannelId, MemberId, Seq } from '@atrium/shared';
import { createApp } from '../../server/src/app.ts';
import { readConfig } from '../../server/src/config.ts';
import { hashPassword } from '../../server/src/core/auth/passwords.ts';
import { databaseOf } from '../../server/src/db/connect.ts';
import { createLog } from '../../server/src/log.ts';
import { ensureBuilt } from '../ensure.mjs';

const rounds = 200;
const pagingRounds = 20;
const pageSize = 50;
const pagedMessages = 1_000;

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('Usage: npm run bench:import -- ARCHIVE');
await ensureBuilt(['server']);
const dataDir = await mkdtemp(join(tmpdir(), 'atrium-bench-import-'));
try {
  const load = loadavg()[0] ?? 0;
  console.log(await runImport(resolve(path), dataDir));
  const rows = await measureWorkspace(dataDir);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load average before ${load.toFixed(1)}\n`,
  );
  console.log('| | times | p50 ms | p99 ms |\n| --- | --: | --: | --: |');
  for (const { what, times } of rows)
    console.log(`| ${what} | ${times.length} | ${percentile(times, 0.5)} | ${percentile(times, 0.99)} |`);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

async function runImport(archive: string, DATA_DIR: string): Promise<string> {
  const script = resolve(import.meta.dirname, '../../server/dist/import.js');
  const child = spawn(process.execPath, [script, archive], {
    env: { ...process.env, DATA_DIR },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return output;
}

interface Measured {
  what: string;
  times: number[];
}

async function measureWorkspace(DATA_DIR: string): Promise<Measured[]> {
  const config = readConfig({ DATA_DIR, PORT: '0', RATE_LIMITS: 'off', LOG_LEVEL: 'error' });
  const app = await createApp(config, createLog(config, process.stderr));
  try {
    const db = databaseOf(app.core.db.connection);
    const channel = await db
      .collection<{ _id: ChannelId; headN: number; projectedSeq: Seq }>('channels')
      .findOne({}, { sort: { headN: -1 } });
    if (!channel) throw new Error('the archive has no channel');
    const { _id: channelId, projectedSeq: head } = channel;
    const cookie = await signIn(app, await someoneIn(channelId));
    const call = async (command: string, input: object): Promise<{ entries: { seq: Seq }[] }> => {
      const response = await fetch(`${app.url}/api/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-atrium': '1', origin: app.url, cookie },
        body: JSON.stringify(input),
      });
      if (response.status !== 200) throw new Error(`${command}: ${response.status} ${await response.text()}`);
      return (await response.json()) as { entries: { seq: Seq }[] };
    };
    const threads = await db
      .collection<{ rootSeq: Seq }>('threads')
      .find({ channelId, lastRn: { $gt: 50 } })
      .toArray();
    const history = (input: object) => call('message.history', { channelId, limit: pageSize, ...input });
    // Spread over the middle half, so that no page is asked for twice.
    const middle = (round: number) => Math.floor(head / 4 + (round / rounds) * (head / 2));
    const first = await measure(
      'opening the workspace and its largest channel, first time after the start',
      1,
      async () => {
        await call('workspace.load', {});
        await call('channel.open', { channelId });
        await history({});
      },
    );
    const measured = [
      first,
      await measure('opening the largest channel', rounds, async () => {
        await call('channel.open', { channelId });
      }),
      await measure('jumping into its middle', rounds, (round) => history({ around: middle(round) })),
      await measure(
        `paging up ${pagedMessages} messages, ${pageSize} at a time`,
        pagingRounds,
        async (round) => {
          let before = middle(round * (rounds / pagingRounds));
          for (let page = 0; page < pagedMessages / pageSize; page += 1) {
            const { entries } = await history({ before });
            before = entries[0]?.seq ?? before;
          }
        },
      ),
    ];
    if (threads.length > 0)
      measured.push(
        await measure(
          `opening a thread of over 50 replies (${threads.length} there are)`,
          rounds,
          async (round) => {
            const rootSeq = threads[round % threads.length]?.rootSeq;
            await call('thread.open', { channelId, rootSeq });
            await history({ rootSeq });
          },
        ),
      );
    return measured;

    async function someoneIn(id: ChannelId): Promise<MemberId> {
      const row = await db
        .collection<{ memberId: MemberId }>('standings')
        .findOne({ channelId: id, present: true });
      if (!row) throw new Error('nobody is in the largest channel');
      return row.memberId;
    }
  } finally {
    await app.close();
  }
}

async function signIn({ core }: Awaited<ReturnType<typeof createApp>>, memberId: MemberId): Promise<string> {
  const { sessions } = core.auth;
  const password = 'a long enough one';
  await sessions.createLogin(memberId, await hashPassword(password));
  const started = await sessions.signIn(memberId, password, { address: '127.0.0.1', userAgent: 'bench' });
  const [cookie] = started?.cookies ?? [];
  if (!cookie) throw new Error('nobody could sign in');
  return cookie.split(';')[0] ?? '';
}

async function measure(
  what: string,
  times: number,
  run: (round: number) => Promise<unknown>,
): Promise<Measured> {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const began = performance.now();
    await run(round);
    taken.push(performance.now() - began);
  }
  return { what, times: taken };
}

function percentile(times: readonly number[], fraction: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * fraction) - 1)] ?? 0).toFixed(1);
}
