/**
 * Takes the pictures docs/screenshots/imported-*.png: `npx tsx scripts/screenshots-imported.ts DATA_DIR` after a build, of a
 * workspace into which an archive was imported (npm run import), by its busiest person: their password is set for it.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ChannelId, MemberId } from '@atrium/shared';
import { readConfig } from '../server/src/config.ts';
import { createAuth } from '../server/src/core/auth/index.ts';
import { hashPassword } from '../server/src/core/auth/passwords.ts';
import { createDirectory } from '../server/src/core/directory/index.ts';
import { readEpoch } from '../server/src/core/journal/epoch.ts';
import { databaseOf, openDatabase } from '../server/src/db/connect.ts';
import { openLog } from '../server/src/log.ts';
import { device, launch, open } from '../tests/browser/browser.ts';
import { signIn, startOn } from '../tests/browser/server.ts';

const [data] = process.argv.slice(2);
if (data === undefined) throw new Error('Usage: npx tsx scripts/screenshots-imported.ts DATA_DIR');
const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');
const email = 'somebody@imported.example';
const password = 'correct horse battery';
const found = await prepare(resolve(data));
const server = await startOn(resolve(data));
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  const person = await signIn(server.url, email, password);
  const { channelId, rootSeq } = found;
  const shots = [
    { name: 'channel', path: `/c/${channelId}`, ready: 'article' },
    { name: 'thread', path: `/c/${channelId}?thread=${rootSeq}`, ready: 'article' },
    { name: 'inbox', path: '/threads', ready: 'main time' },
  ];
  for (const theme of ['light', 'dark'] as const) {
    const context = await device(browser, server, person, { theme });
    context.setDefaultTimeout(60_000);
    for (const { name, path, ready } of shots) {
      const page = await open(context, server.url + path);
      await page.locator(ready).first().waitFor();
      await page.evaluate(async () => document.fonts.ready);
      await page.waitForLoadState('networkidle');
      await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null);
      // Names that are not here yet are three dots.
      await page.waitForFunction(() => !/^…(:|$)/m.test(document.querySelector('main')?.innerText ?? '…'));
      // Whoever has read everything begins at the end.
      if (name === 'channel' && (await page.getByRole('button', { name: 'Newest' }).isVisible()))
        throw new Error(`${name}-${theme}: it did not begin at the newest message`);
      await page.screenshot({ path: join(folder, `imported-${name}-${theme}.png`), scale: 'css' });
      await page.close();
    }
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}

/** The largest channel, its longest thread, and the person who follows most threads, with a login. */
async function prepare(DATA_DIR: string) {
  const config = readConfig({ DATA_DIR });
  const log = await openLog({ LOG_LEVEL: 'warn' });
  const database = await openDatabase(config, log);
  try {
    const db = databaseOf(database.connection);
    const channel = await db
      .collection<{ _id: ChannelId; headN: number }>('channels')
      .findOne({}, { sort: { headN: -1 } });
    const channelId = channel?._id as ChannelId;
    const thread = await db.collection('threads').findOne({ channelId }, { sort: { lastRn: -1 } });
    const counts = new Map<MemberId, number>();
    for await (const { memberId } of db
      .collection<{ memberId: MemberId }>('follows')
      .find({ channelId }, { projection: { memberId: 1 } }))
      counts.set(memberId, (counts.get(memberId) ?? 0) + 1);
    const [busiest] = [...counts].toSorted(([, a], [, b]) => b - a);
    const memberId = busiest?.[0] as MemberId;
    await db
      .collection<{ _id: MemberId }>('members')
      .updateOne({ _id: memberId }, { $set: { email, kind: 'person' } });
    await readEpoch(db, Date.now());
    await db
      .collection<{ _id: string }>('workspace')
      .updateOne(
        { _id: 'workspace' },
        { $set: { name: 'Imported', setUpAt: Date.now(), generalChannelId: channelId } },
      );
    const directory = createDirectory({
      connection: database.connection,
      feed: { announceMember: () => undefined },
    });
    const auth = await createAuth({ config, db: database, log, directory, clock: Date.now });
    const hashed = await hashPassword(password);
    await auth.sessions
      .createLogin(memberId, hashed)
      .catch(() => auth.sessions.setPassword(memberId, hashed));
    return { channelId, rootSeq: Number(thread?.['rootSeq']) };
  } finally {
    await database.close();
  }
}
