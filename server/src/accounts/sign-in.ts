import { AtriumError, type MemberId, newId } from '@atrium/shared';
import { open } from '../core/command.ts';
import { memberModel } from '../core/directory/model.ts';
import { countWrong, refuseGuessing } from './attempts.ts';
import { toMe } from './me.ts';
import { startSession } from './start-session.ts';

export const signIn = open('account.sign_in', async (context, { email, password }) => {
  const { core, caller, request } = context;
  const row = await memberModel(core.db.connection).findOne({ email }).lean<{ _id: MemberId }>();
  const { address } = request;
  const isKnownThere = async () => {
    if (row === null) return false;
    if (caller?.memberId === row._id) return true;
    const sessions = await core.auth.sessions.list(row._id);
    return sessions.some((session) => session.address === address);
  };
  await refuseGuessing(core, { email, address, isKnownThere });
  // An unknown address goes the same way, with an id that nobody has: same work, same answer, nothing learnt.
  const member = await startSession(context, row?._id ?? newId<MemberId>(), password);
  if (member === null) {
    await countWrong(core, { email, address });
    throw new AtriumError('wrong_credentials');
  }
  return { me: toMe(member) };
});
