/**
 * `npm run bench [-- --only rooms,small,connect,idle,resume,posts,nodes,history] [--rounds 5] [--short]
 * [--profile FOLDER]`: Atrium beside a bare Socket.IO server, in the same run. Method and results: docs/performance.md.
 * With `--profile` the servers of rooms, small, connect and posts say what they did; they take longer for it, so no figure counts.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startLoad } from './load.ts';
import { connectHead, connectRow, measureConnect } from './measures/connect.ts';
import { historyHead, historyRow, measureHistory } from './measures/history.ts';
import { idleHead, idleRow, measureIdle } from './measures/idle.ts';
import { measureNodes, nodesHead, nodesRow } from './measures/nodes.ts';
import { measurePosts, postsHead, postsRow } from './measures/posts.ts';
import { measureResume, resumeHead, resumeRow } from './measures/resume.ts';
import { measureRooms, roomHead, roomRow } from './measures/rooms.ts';
import { layouts, measureSmall, smallHead, smallRow } from './measures/small.ts';
import { profileRows, profilesHead } from './profiles.ts';
import { checkShort, shortRounds } from './short.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    short: { type: 'boolean', default: false },
    entries: { type: 'string', default: '1000000' },
    out: { type: 'string' },
    profile: { type: 'string' },
  },
});

const rounds = values.short ? shortRounds : Number(values.rounds);
const measureMs = values.short ? 1_500 : 5_000;
const profiled = values.profile === undefined ? {} : { profile: values.profile };
const load = await startLoad();
const lines: string[] = [];
const results: Record<string, unknown> = {};
const say = (line: string) => {
  lines.push(line);
  process.stdout.write(`${line}\n`);
};

/** Each measure with its table; what is not asked for is left out. */
const measures: Record<string, () => Promise<void>> = {
  rooms: async () => {
    const sizes = values.short ? [500] : [500, 1_000, 2_000];
    const found = [];
    for (const readers of sizes)
      found.push([readers, await measureRooms(load, { readers, rounds, measureMs, ...profiled })] as const);
    results['rooms'] = found;
    say(roomHead);
    for (const [readers, all] of found) say(roomRow(readers, all));
  },
  small: async () => {
    const sizes = values.short ? [10] : [2, 10];
    const found = [];
    for (const size of sizes) {
      for (const channels of values.short ? layouts(size).slice(1) : layouts(size)) {
        const options = { size, channels, rounds, measureMs, storing: !values.short, ...profiled };
        found.push([size, channels, await measureSmall(load, options)] as const);
      }
    }
    results['small'] = found.map(([size, , all]) => [size, all]);
    say(smallHead);
    for (const row of found) say(smallRow(...row));
  },
  connect: async () => {
    const found = await measureConnect(load, { clients: 1_000, rounds, ...profiled });
    results['connect'] = found;
    say(connectHead);
    say(connectRow(1_000, found));
  },
  idle: async () => {
    const found = await measureIdle(load, { clients: 5_000, rounds });
    results['idle'] = found;
    say(idleHead);
    say(idleRow(5_000, found));
  },
  resume: async () => {
    const found = await measureResume(load, { clients: 2_000, channelsEach: 20, behind: 20 });
    results['resume'] = found;
    say(resumeHead);
    say(resumeRow(found));
  },
  posts: async () => {
    say(postsHead);
    for (const channels of [1, 100] as const)
      say(postsRow(await measurePosts(load, { channels, measureMs: 5_000, ...profiled })));
  },
  nodes: async () => {
    const found = [];
    for (const readers of [1_000, 2_000])
      found.push([readers, await measureNodes(load, { readers, rounds })] as const);
    results['nodes'] = found;
    say(nodesHead);
    for (const [readers, all] of found) say(nodesRow(readers, all));
  },
  history: async () => {
    say(historyHead);
    for (const entries of [10_000, Number(values.entries)])
      say(historyRow(await measureHistory(load, { entries })));
  },
};

const wanted = values.only?.split(',') ?? (values.short ? ['rooms', 'small'] : Object.keys(measures));
try {
  say(
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  for (const name of wanted) {
    say('');
    await measures[name]?.();
  }
  if (values.profile !== undefined) {
    say('');
    say(profilesHead);
    for (const row of await profileRows(values.profile)) say(row);
  }
  if (values.out !== undefined) await writeFile(values.out, `${lines.join('\n')}\n`);
  if (values.short) await checkShort(results);
} finally {
  await load.stop();
}
