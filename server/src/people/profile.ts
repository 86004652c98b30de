import { AtriumError, type Me, type MemberId } from '@atrium/shared';
import { readMember, toMe } from '../accounts/me.ts';
import { canUseAccount } from '../accounts/rules.ts';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { memberModel, type MemberRow, toNameKey } from '../core/directory/model.ts';
import { duplicateKey } from '../core/duplicate-key.ts';

type Change = Partial<
  Pick<MemberRow, 'name' | 'handle' | 'title' | 'about' | 'timezone' | 'status' | 'dndUntil'>
>;

async function change(core: Core, id: MemberId, set: Change): Promise<Me> {
  const nameKey = set.name === undefined ? {} : { nameKey: toNameKey(set.name) };
  await memberModel(core.db.connection)
    .updateOne({ _id: id }, { $set: { ...set, ...nameKey } })
    .catch((cause: unknown) => {
      throw duplicateKey(cause) === 'handle' ? new AtriumError('name_taken', { cause }) : cause;
    });
  await core.directory.changed(id);
  const me = toMe(await readMember(core, id));
  core.feed.publish(id, { me });
  return me;
}

export const update = plain('profile.update', {
  allow: canUseAccount,
  run: async ({ core, actor }, input) => {
    const given = Object.entries(input).filter(([, value]) => value !== undefined);
    if (given.length === 0) return { me: toMe(await readMember(core, actor.memberId)) };
    return { me: await change(core, actor.memberId, Object.fromEntries(given)) };
  },
});

export const setStatus = plain('profile.set_status', {
  allow: canUseAccount,
  run: async ({ core, actor }, { status }) => ({ me: await change(core, actor.memberId, { status }) }),
});

export const setDnd = plain('profile.set_dnd', {
  allow: canUseAccount,
  run: async ({ core, actor }, { until }) => {
    const me = await change(core, actor.memberId, { dndUntil: until });
    core.presence.setDnd(actor.memberId, until);
    return { me };
  },
});
