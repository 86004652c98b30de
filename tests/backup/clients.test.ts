/** A backup of a server in use, restored: a client that knows more than it has starts over, and goes on. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createActions } from '../../client/src/state/actions.ts';
import { headlessEnvironment } from '../../client/src/state/headless-environment.ts';
import { Session } from '../../client/src/state/session.ts';
import { type App, createApp } from '../../server/src/app.ts';
import { writeBackup } from '../../server/src/backup/dump.ts';
import { restoreBackup } from '../../server/src/backup/restore.ts';
import { readConfig } from '../../server/src/config.ts';
import { openDatabase } from '../../server/src/db/connect.ts';
import { openLog } from '../../server/src/log.ts';
import { bodies, openTimeline } from '../integration/client-devices.ts';
import { type Atrium, makeChannel, startAtrium } from '../integration/fixture.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

const within = { timeout: 60_000, interval: 50 };
let atrium: Atrium;
let restored: App | undefined;
let session: Session | undefined;
const folder = mkdtempSync(join(tmpdir(), 'atrium-restored-'));

beforeAll(async () => {
  atrium = await startAtrium();
});
afterAll(async () => {
  session?.close();
  await restored?.close();
  await atrium?.close();
  rmSync(folder, { recursive: true, force: true });
});

// With MONGO_URL both would be one database: restoring is then tested without a server (backup.test.ts).
test.skipIf(process.env['MONGO_URL'] !== undefined)(
  'clients that were ahead of a restored workspace show what it has',
  async () => {
    const { ana, mo } = atrium.people;
    const { id: channelId } = await makeChannel([mo, ana]);
    const post = (body: string) => mo.call('message.post', { channelId, clientId: newId(), body });
    session = new Session(headlessEnvironment({ url: atrium.url, cookie: await ana.cookie() }));
    await session.start();
    await vi.waitFor(() => expect(session?.workspace.getState().current?.loaded).toBe(true), within);
    const model = await openTimeline(session.current(), channelId);
    await post('before');
    await vi.waitFor(() => expect(bodies(model)).toEqual(['before']), within);

    const file = join(folder, 'backup');
    await writeBackup(atrium.core.db, file);
    await post('lost');
    await post('lost too');
    await vi.waitFor(() => expect(bodies(model)).toEqual(['before', 'lost', 'lost too']), within);
    const { epoch } = atrium.core.journals;
    const PORT = new URL(atrium.url).port;
    await atrium.app.close();

    const config = readConfig({
      DATA_DIR: join(folder, 'data'),
      PORT,
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'error',
    });
    const database = await openDatabase(config, await openLog({ LOG_LEVEL: 'silent' }));
    await restoreBackup(database, file);
    await database.close();
    // What signs the sessions is no part of a backup.
    copyFileSync(join(atrium.dataDir, 'secret'), join(config.DATA_DIR, 'secret'));
    restored = await createApp(config);
    expect(restored.core.journals.epoch).not.toBe(epoch);

    const now = () => bodies(session!.current().timelines.at({ channelId, rootSeq: null }));
    await vi.waitFor(() => expect(now()).toEqual(['before']), within);
    const actions = createActions(session);
    await actions.messages.post({ channelId, rootSeq: null }, 'after');
    await vi.waitFor(() => expect(now()).toEqual(['before', 'after']), within);
  },
);
