/** Links that prove something once: set-up, reset, confirmation. Kept as hashes, spent by being deleted. */
import { AtriumError, type MemberId } from '@atrium/shared';
import { trusted } from 'mongoose';
import { seal, unseal } from '../core/auth/secret.ts';
import { hashToken, newToken } from '../core/auth/tokens.ts';
import type { Core } from '../core/core.ts';
import { hasMail } from '../mail/send.ts';
import { type LinkKind, linkModel, type LinkRow } from './link-model.ts';

type Ground = Pick<Core, 'auth' | 'clock' | 'config' | 'db'>;
type About = Partial<Pick<LinkRow, 'memberId' | 'email' | 'signUp'>>;

/** @returns the token, which is known to nobody else from here on */
export async function issueLink(
  core: Ground,
  kind: LinkKind,
  about: About,
  lifetimeMs: number,
): Promise<string> {
  const links = linkModel(core.db.connection);
  const now = core.clock();
  await links.deleteMany({ expiresAt: trusted({ $lte: now }) });
  const token = newToken();
  const sealed = hasMail(core) || kind === 'set_up' ? null : seal(sealingKey(core), token);
  await links.create({
    _id: hashToken(token),
    kind,
    ...about,
    sealed,
    createdAt: now,
    expiresAt: now + lifetimeMs,
  });
  return token;
}

/** Takes the link out, so that of many who hold it one gets it. */
export async function spendLink(core: Ground, token: string, kinds: readonly LinkKind[]): Promise<LinkRow> {
  const link = await linkModel(core.db.connection)
    .findOneAndDelete({
      _id: hashToken(token),
      kind: trusted({ $in: [...kinds] }),
      expiresAt: trusted({ $gt: core.clock() }),
    })
    .lean<LinkRow>();
  if (link === null) throw new AtriumError('link_expired');
  return link;
}

export async function dropLinks(core: Ground, memberId: MemberId, kinds: readonly LinkKind[]): Promise<void> {
  await linkModel(core.db.connection).deleteMany({ memberId, kind: trusted({ $in: [...kinds] }) });
}

/** The token of a link that was sealed; null when it was mailed, or was sealed under another secret. */
export function tokenOf(core: Ground, link: LinkRow): string | null {
  return link.sealed === null ? null : unseal(sealingKey(core), link.sealed);
}

function sealingKey(core: Ground): Buffer {
  return core.auth.secret.keyFor('pending links');
}
