import { limits } from '@atrium/shared';
import { trusted } from 'mongoose';
import { open } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { memberModel, type MemberRow } from '../core/directory/model.ts';
import { words } from '../mail/words.ts';
import { linkModel } from './link-model.ts';
import { dropLinks, issueLink } from './links.ts';
import { afterAnswer, mailLink } from './mail-link.ts';

/** Nobody's mailbox can be flooded: one mail a minute for one account. */
const onceInMs = 60_000;

/** Answers before it looks: the same answer in the same time, whether the address is known or not. */
export const requestReset = open('account.request_reset', ({ core }, { email }) => {
  afterAnswer(core, 'account.request_reset', () => sendReset(core, email));
  return Promise.resolve({});
});

async function sendReset(core: Core, email: string): Promise<void> {
  const { connection } = core.db;
  const member = await memberModel(connection).findOne({ email, deactivatedAt: null }).lean<MemberRow>();
  if (member === null || member.kind !== 'person') return;
  const since = trusted({ $gt: core.clock() - onceInMs });
  if (await linkModel(connection).exists({ memberId: member._id, kind: 'reset', createdAt: since })) return;
  await dropLinks(core, member._id, ['reset']);
  const token = await issueLink(core, 'reset', { memberId: member._id, email }, limits.resetLinkMs);
  await mailLink(core, email, 'reset', token, words.reset);
}
