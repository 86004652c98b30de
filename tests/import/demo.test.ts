/** The demo, cut off and begun again. */
import { join } from 'node:path';
import type { MemberId } from '@atrium/shared';
import { expect, test, vi } from 'vitest';
import { readConfig } from '../../server/src/config.ts';
import { createAuth } from '../../server/src/core/auth/index.ts';
import { createDirectory } from '../../server/src/core/directory/index.ts';
import { memberModel } from '../../server/src/core/directory/model.ts';
import { fillDemo } from '../../server/src/demo/fill.ts';
import { openLog } from '../../server/src/log.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

vi.setConfig({ testTimeout: 120_000 });

async function optionsFor({ folder, database: db }: Workspace) {
  await memberModel(db.connection).createIndexes();
  const log = await openLog({ LOG_LEVEL: 'silent' });
  const feed = { announceMember: () => undefined };
  const directory = createDirectory({ connection: db.connection, feed });
  const config = readConfig({ DATA_DIR: folder });
  const auth = await createAuth({ config, db, log, directory, clock: Date.now });
  const transcripts = join(import.meta.dirname, '../../scripts/demo/transcripts');
  return { auth, db, clock: Date.now, directory, transcripts, folder: join(folder, 'imports') };
}

test('one that was cut off is made to its end, with the password that was printed last', async () => {
  const workspace = await openWorkspace();
  const options = await optionsFor(workspace);
  const { createLogin } = options.auth.sessions;
  let logins = 0;
  options.auth.sessions.createLogin = async (...input) => {
    logins += 1;
    if (logins > 3) throw new Error('killed');
    return createLogin(...input);
  };
  await expect(fillDemo({ ...options, password: 'the first one' })).rejects.toThrow('killed');
  options.auth.sessions.createLogin = createLogin;
  const report = await fillDemo({ ...options, password: 'the second one' });
  expect(report.totals.messages).toBeGreaterThan(100);
  const { db } = workspace;
  expect(await db.collection('entries').countDocuments({ kind: 'message' })).toBe(report.totals.messages);
  expect(await db.collection('companies').countDocuments({})).toBe(1);
  for (const email of ['olive@tidemark.example', 'gus@acme.example']) {
    const rows = await db.collection<{ _id: MemberId }>('members').find({ email }).toArray();
    expect(rows).toHaveLength(1);
    const device = { address: '127.0.0.1', userAgent: 'test' };
    expect(
      await options.auth.sessions.signIn(rows[0]?._id as MemberId, 'the second one', device),
    ).not.toBeNull();
  }
  await expect(fillDemo({ ...options, password: 'a third one' })).rejects.toThrow('not empty');
});

test('a workspace that somebody is in is left as it is', async () => {
  const workspace = await openWorkspace();
  const options = await optionsFor(workspace);
  await workspace.db.collection('entries').insertOne({ channelId: 'c', seq: 1 });
  await expect(fillDemo({ ...options, password: 'the first one' })).rejects.toThrow('not empty');
  expect(await workspace.db.collection('members').countDocuments({})).toBe(0);
});
