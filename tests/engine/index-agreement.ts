/** Walks every index of the crash test's collection and compares it with a scan of the collection. */
import type { Collection, Document } from 'mongodb';
import { ENTRIES, type Row } from './crash-row.ts';

const byKey = (key: Document) => (a: Document, b: Document) => {
  for (const [field, direction] of Object.entries(key)) {
    if (a[field] === b[field]) continue;
    return (a[field] < b[field] ? -1 : 1) * Number(direction);
  }
  return 0;
};

async function walk(rows: Collection<Row>, name: string, filter: Document) {
  const found = await rows.find(filter).hint(name).toArray();
  const explained = await rows.find(filter).hint(name).explain('executionStats');
  return {
    found,
    keys: Number(explained['executionStats']['totalKeysExamined']),
    plan: JSON.stringify(explained),
  };
}

/** Every disagreement, in words. */
export async function indexDisagreements(rows: Collection<Row>, scanned: Row[]): Promise<string[]> {
  const wrong: string[] = [];
  const indexes = await rows.indexes();
  for (const name of Object.keys(ENTRIES))
    if (!indexes.some((index) => index.name === name)) wrong.push(`${name} is gone`);
  for (const { name = '', key, partialFilterExpression } of indexes) {
    const entries = ENTRIES[name];
    if (!entries) throw new Error(`Unknown index ${name}`);
    const { found, keys, plan } = await walk(rows, name, partialFilterExpression ?? {});
    if (!plan.includes('IXSCAN')) wrong.push(`${name}: not walked`);
    const within = scanned.filter((row) => entries(row) > 0);
    const ids = new Set(found.map((row) => row._id));
    if (ids.size !== found.length) wrong.push(`${name}: a row comes twice`);
    for (const row of within) if (!ids.has(row._id)) wrong.push(`${name}: no entry for ${row._id}`);
    if (ids.size > within.length) wrong.push(`${name}: ${ids.size - within.length} rows too many`);
    const expected = within.reduce((sum, row) => sum + entries(row), 0);
    if (keys !== expected) wrong.push(`${name}: ${keys} keys for ${expected} entries`);
    if (name !== 'tags' && found.some((row, i) => i > 0 && byKey(key)(found[i - 1]!, row) > 0))
      wrong.push(`${name}: out of order`);
  }
  return wrong;
}

/** Looks rows up by the value of each index; every disagreement, in words. */
export async function lookupDisagreements(
  rows: Collection<Row>,
  scanned: Row[],
  some: Row[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const { channel, seq, clientId, tags, _id } of some) {
    const one = async (filter: Document) => (await rows.find(filter).toArray()).map((row) => row._id).join();
    if ((await one({ channel, seq })) !== _id) wrong.push(`order does not find ${_id}`);
    if (
      (await one({ clientId, live: true })) !==
      scanned
        .filter((row) => row._id === _id && row.live)
        .map((row) => row._id)
        .join()
    )
      wrong.push(`client does not find ${_id}`);
    for (const tag of tags.slice(0, 1)) {
      const expected = scanned.filter((row) => row.tags.includes(tag)).length;
      if ((await rows.find({ tags: tag }).toArray()).length !== expected)
        wrong.push(`tags does not find ${tag}`);
    }
  }
  return wrong;
}
