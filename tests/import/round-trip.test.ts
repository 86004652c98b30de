/** Slack → workspace → Slack's layout → an empty workspace: the same people, channels and messages. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EJSON } from 'bson';
import type { Db, Document } from 'mongodb';
import { expect, test, vi } from 'vitest';
import { exportNdjson } from '../../server/src/export/ndjson.ts';
import { folderSink } from '../../server/src/export/sink.ts';
import { exportSlack } from '../../server/src/export/slack.ts';
import { zipSink } from '../../server/src/export/zip-sink.ts';
import emojiNames from '../../server/src/import/slack/emoji-names.json' with { type: 'json' };
import { toEmoji, toEmojiName } from '../../server/src/import/slack/emoji.ts';
import { openFiles } from '../../server/src/import/slack/files.ts';
import { makeExport, writeZip } from './slack-export.ts';
import { everything, importPath, openWorkspace, temporaryFolder, toLine } from './workspace.ts';

vi.setConfig({ testTimeout: 120_000 });

function outFolder(): string {
  const folder = join(temporaryFolder(), 'out');
  mkdirSync(folder);
  return folder;
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

test('an export in Slack’s layout, as a folder and as a zip, comes back as it was', async () => {
  const first = await openWorkspace();
  await importPath(first, writeZip(join(temporaryFolder(), 'a.zip'), makeExport({ seed: 21 })));
  const out = outFolder();
  const summary = await exportSlack(first.db, folderSink(out));
  expect(summary.messages).toBe(5 * 120);
  const zip = join(temporaryFolder(), 'out.zip');
  const sink = zipSink(zip);
  expect(await exportSlack(first.db, sink)).toEqual(summary);
  await sink.finish();
  const zipped = await openFiles(zip);
  expect([...zipped.files].toSorted(byName)).toEqual([...(await openFiles(out)).files].toSorted(byName));
  await zipped.close();
  const second = await openWorkspace();
  const report = await importPath(second, zip);
  expect(report.totals.messages).toBe(summary.messages);
  const [before, after] = [await rowsOf(first.db), await rowsOf(second.db)];
  for (const name of everything) expect(after[name], name).toEqual(before[name]);
});

test('an export as NDJSON has every document, and no secret', async () => {
  const { db } = await openWorkspace();
  await db.collection('tokens').insertOne({ hash: 'secret' });
  await db
    .collection('entries')
    .insertOne({ channelId: 'c', seq: 1, kind: 'message', body: 'a\nb', at: 1_700_000_000_000 });
  const out = outFolder();
  await exportNdjson(db, folderSink(out));
  expect(readdirSync(out).filter((name) => /auth|tokens|links/.test(name))).toEqual([]);
  const [line = '', ...more] = readFileSync(join(out, 'entries.ndjson'), 'utf8').split('\n');
  expect(more).toEqual(['']);
  expect(EJSON.parse(line)).toEqual(await db.collection('entries').findOne({}));
  expect(JSON.parse(line)).toMatchObject({ body: 'a\nb' });
});

test('names of emoji lead to the emoji and back', () => {
  for (const [name, unicode] of Object.entries(emojiNames)) {
    const emoji = toEmoji(name);
    if (emoji !== null) expect(toEmoji(toEmojiName(emoji)), `${name} ${unicode}`).toBe(emoji);
  }
  expect(toEmoji('tada')).toBe('🎉');
  expect(toEmoji('wave::skin-tone-3')).toBe('👋🏼');
  expect(toEmojiName('👋🏼')).toBe('wave::skin-tone-3');
  expect(toEmoji('PartyParrot')).toBe(':partyparrot:');
  expect(toEmoji('<script>')).toBeNull();
});

/** What an archive gives its own names to, or leaves to the moment, is not compared. */
async function rowsOf(db: Db): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const name of everything) {
    const found = await db.collection(name).find().toArray();
    rows[name] = found.map((row) => toLine(comparable(name, row))).toSorted();
  }
  return rows;
}

function comparable(name: string, { clientId: _clientId, createdAt, files, ...row }: Document): Document {
  const withFiles = files ? { files: (files as Document[]).map(({ id: _id, ...file }) => file) } : {};
  return { ...row, ...withFiles, createdAt: name === 'members' || name === 'companies' ? 0 : createdAt };
}
