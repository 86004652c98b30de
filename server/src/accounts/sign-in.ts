import { AtriumError, type MemberId, newId } from '@atrium/shared';
import { open } from '../core/command.ts';
import { memberModel } from '../core/directory/model.ts';
import { countWrong, refuseGuessing } from './attempts.ts';
import { toMe } from './me.ts';
import { startSession } from './start-session.ts';

export const signIn = open('account.sign_in', async (context, { email, password }) => {
  const { core } = context;
  await refuseGuessing(core, email);
  const row = await memberModel(core.db.connection).findOne({ email }).lean<{ _id: MemberId }>();
  // An unknown address goes the same way, with an id that nobody has: same work, same answer, nothing learnt.
  const member = await startSession(context, row?._id ?? newId<MemberId>(), password);
  if (member === null) {
    await countWrong(core, email);
    throw new AtriumError('wrong_credentials');
  }
  return { me: toMe(member) };
});
