/** All that people put into a workspace, without loss: one file a collection, one document a line (MongoDB's Extended JSON). */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EJSON } from 'bson';
import type { Collection, Db, Sort } from 'mongodb';
import type { ExportSummary } from './summary.ts';

/** Logins, hashed secrets and what servers note for themselves: a backup has them, an export does not leave with them. */
const withheld = /^(?:auth_.*|tokens|links|invitations|attempts|rate_limits|feeds|clock.*|system\..*)$/;

export async function exportNdjson(db: Db, folder: string): Promise<ExportSummary> {
  const listed = await db.listCollections({}, { nameOnly: true }).toArray();
  const names = listed.map(({ name }) => name).filter((name) => !withheld.test(name));
  const summary: ExportSummary = { files: 0, messages: 0 };
  for (const name of names.toSorted()) {
    const file = createWriteStream(join(folder, `${name}.ndjson`), { mode: 0o600, flags: 'wx' });
    await pipeline(Readable.from(lines(db.collection(name), summary)), file);
    summary.files += 1;
  }
  return summary;
}

async function* lines(collection: Collection, summary: ExportSummary): AsyncGenerator<string> {
  const isJournal = collection.collectionName === 'entries';
  const sort: Sort = isJournal ? { channelId: 1, seq: 1 } : { _id: 1 };
  let batch: string[] = [];
  for await (const document of collection.find({}, { sort, batchSize: 500 })) {
    if (isJournal && document['kind'] === 'message') summary.messages += 1;
    batch.push(`${EJSON.stringify(document, { relaxed: true })}\n`);
    if (batch.length < 500) continue;
    yield batch.join('');
    batch = [];
  }
  yield batch.join('');
}
