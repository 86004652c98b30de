import type { Connection } from 'mongoose';
import { createAccountIndexes } from './accounts/index.ts';
import { drafts } from './drafts/model.ts';
import { channelPreferencesRows, preferencesRows } from './preferences/model.ts';
import { savedRows } from './saved/model.ts';
import { scheduledRows } from './scheduled/model.ts';
import { transferModel } from './transfers/model.ts';

/** Of what features keep; the journals make their own. To be awaited before the first command: some keep rows unique. */
export async function createIndexes(connection: Connection): Promise<void> {
  await createAccountIndexes(connection);
  await drafts(connection).createIndexes();
  await savedRows(connection).createIndexes();
  await scheduledRows(connection).createIndexes();
  await preferencesRows(connection).createIndexes();
  await channelPreferencesRows(connection).createIndexes();
  await transferModel(connection).createIndexes();
}
