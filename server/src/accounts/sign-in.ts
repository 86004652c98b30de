import { AtriumError, type MemberId, newId } from '@atrium/shared';
import { open } from '../core/command.ts';
import { memberModel } from '../core/directory/model.ts';
import { toMe } from './me.ts';
import { startSession } from './start-session.ts';

export const signIn = open('account.sign_in', async (context, { email, password }) => {
  const { connection } = context.core.db;
  const row = await memberModel(connection).findOne({ email }).lean<{ _id: MemberId }>();
  // An unknown address goes the same way, with an id that nobody has: same work, same answer, nothing learnt.
  const member = await startSession(context, row?._id ?? newId<MemberId>(), password);
  if (member === null) throw new AtriumError('wrong_credentials');
  return { me: toMe(member) };
});
