import type { Connection } from 'mongoose';
import { tokenModel } from '../core/auth/token-model.ts';
import { memberModel } from '../core/directory/model.ts';
import { invitationModel } from '../invitations/model.ts';
import { companyModel } from '../people/companies.ts';
import { workspaceModel } from '../workspace/model.ts';
import { attemptsModel } from './attempts.ts';
import { linkModel } from './link-model.ts';

const models = [
  memberModel,
  workspaceModel,
  companyModel,
  invitationModel,
  linkModel,
  tokenModel,
  attemptsModel,
];

/** To be awaited before the first command: uniqueness of addresses, handles and invitations is theirs to keep. */
export async function createAccountIndexes(connection: Connection): Promise<void> {
  for (const model of models) await model(connection).createIndexes();
}
