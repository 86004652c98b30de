/** All that people put into a workspace, without loss: one file a collection, one document a line (MongoDB's Extended JSON). */
import { EJSON } from 'bson';
import type { Collection, Db, Sort } from 'mongodb';
import type { ExportSink } from './sink.ts';
import type { ExportSummary } from './summary.ts';

/** Logins, hashed secrets and what servers note for themselves: a backup has them, an export does not leave with them. */
const withheld =
  /^(?:auth_.*|tokens|links|invitations|attempts|rate_limits|feeds|transfers|clock.*|system\..*)$/;

export async function exportNdjson(
  db: Db,
  sink: ExportSink,
  onMessages: (total: number) => void = () => undefined,
): Promise<ExportSummary> {
  const listed = await db.listCollections({}, { nameOnly: true }).toArray();
  const names = listed.map(({ name }) => name).filter((name) => !withheld.test(name));
  const summary: ExportSummary = { files: 0, messages: 0 };
  for (const name of names.toSorted()) {
    await sink.add(`${name}.ndjson`, lines(db.collection(name), summary));
    summary.files += 1;
    onMessages(summary.messages);
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
