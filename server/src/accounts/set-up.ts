import { AtriumError, newId } from '@atrium/shared';
import { hashPassword } from '../core/auth/passwords.ts';
import { hashToken } from '../core/auth/tokens.ts';
import { open } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { memberModel, type MemberRow } from '../core/directory/model.ts';
import { linkTo } from '../mail/public-url.ts';
import { workspaceModel, type WorkspaceRow } from '../workspace/model.ts';
import { readWorkspace } from '../workspace/read.ts';
import { createMember, type NewMember } from './create-member.ts';
import { ensureGeneral } from './general-channel.ts';
import { linkModel } from './link-model.ts';
import { issueLink } from './links.ts';
import { toMe } from './me.ts';
import { startSession } from './start-session.ts';

const linkLifetimeMs = 7 * 24 * 3_600_000;
/** A set-up that has not ended by then has died: the next one takes over what it left. */
const claimMs = 30_000;

/** The page where the owner of a new workspace sets it up; null once that is done. Made anew at each start. */
export async function setUpLink(core: Core, base: string): Promise<string | null> {
  const { setUpAt } = await readWorkspace(core);
  if (setUpAt !== null) return null;
  return linkTo(base, 'set-up', await issueLink(core, 'set_up', {}, linkLifetimeMs));
}

export const setUp = open('account.set_up', async (context, { token, workspaceName, ...person }) => {
  const { core } = context;
  const claimed = await claim(core, token);
  try {
    const owner = await createOwner(core, claimed, person);
    await ensureGeneral(core, claimed.generalChannelId, owner._id);
    await finish(core, workspaceName);
  } catch (error) {
    await workspaceModel(core.db.connection).updateOne({ _id: 'workspace' }, { $set: { claimedAt: null } });
    throw error;
  }
  const member = await startSession(context, claimed.ownerId, person.password);
  if (member === null) throw new AtriumError('internal');
  return { me: toMe(member) };
});

type Claimed = {
  ownerId: WorkspaceRow['ownerIds'][number];
  generalChannelId: NonNullable<WorkspaceRow['generalChannelId']>;
};

/** Of several set-ups at once one goes on; what an earlier one left unfinished keeps its ids. */
async function claim(core: Core, token: string): Promise<Claimed> {
  const { connection } = core.db;
  const before = await readWorkspace(core);
  if (before.setUpAt !== null) throw new AtriumError('already_set_up');
  const link = await linkModel(connection)
    .findOne({ _id: hashToken(token), kind: 'set_up' })
    .lean();
  const now = core.clock();
  if (link === null || link.expiresAt <= now) throw new AtriumError('link_expired');
  if (before.claimedAt !== null && now - before.claimedAt < claimMs) throw new AtriumError('retry_later');
  const ownerId = before.ownerIds[0] ?? newId();
  const generalChannelId = before.generalChannelId ?? newId();
  const { modifiedCount } = await workspaceModel(connection).updateOne(
    { _id: 'workspace', setUpAt: null, claimedAt: before.claimedAt },
    { $set: { claimedAt: now, ownerIds: [ownerId], generalChannelId } },
  );
  if (modifiedCount === 0) throw new AtriumError('retry_later');
  return { ownerId, generalChannelId };
}

type Person = Pick<NewMember, 'name'> & { handle?: string | undefined; email: string; password: string };

async function createOwner(core: Core, { ownerId }: Claimed, person: Person): Promise<MemberRow> {
  await memberModel(core.db.connection).deleteOne({ _id: ownerId });
  await core.auth.sessions.removeLogin(ownerId);
  return createMember(core, {
    id: ownerId,
    kind: 'person',
    role: 'owner',
    name: person.name,
    handle: person.handle ?? null,
    email: person.email,
    passwordHash: await hashPassword(person.password),
  });
}

async function finish(core: Core, name: string): Promise<void> {
  const { connection } = core.db;
  const done = { name, setUpAt: core.clock(), claimedAt: null };
  await workspaceModel(connection).updateOne({ _id: 'workspace' }, { $set: done });
  await linkModel(connection).deleteMany({ kind: 'set_up' });
}
