import { AtriumError, canInWorkspace, type Verdict } from '@atrium/shared';
import type { Config } from '../config.ts';
import type { CommandContext } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { demand } from '../core/place.ts';
import { transferModel, type TransferRow } from './model.ts';

/** The rule of every command here: what goes out has everybody's private messages in it, and what comes in speaks for others. */
export const canTransfer = ({ actor }: Pick<CommandContext, 'actor'>): Verdict =>
  canInWorkspace(actor, 'workspace.transfer');

/** Archives lie in the folder of one server; of several, another one could be asked for it. */
export function isAvailable({ REDIS_URL }: Pick<Config, 'REDIS_URL'>): boolean {
  return REDIS_URL === undefined;
}

/** @throws {AtriumError} `not_found`; before that, whatever the caller may not do */
export async function loadTransfer(
  context: CommandContext,
  kind: TransferRow['kind'],
  id: string,
): Promise<TransferRow> {
  demand(canTransfer(context));
  return readTransfer(context.core, kind, id);
}

export async function readTransfer(
  { db }: Pick<Core, 'db'>,
  kind: TransferRow['kind'],
  _id: string,
): Promise<TransferRow> {
  const row = await transferModel(db.connection).findOne({ _id, kind }).lean<TransferRow>();
  if (!row) throw new AtriumError('not_found');
  return row;
}
