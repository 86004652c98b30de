import { canInWorkspace, firstDenial, outranks } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { linkTo, publicUrl } from '../mail/public-url.ts';
import { linkModel, type LinkRow } from './link-model.ts';
import { tokenOf } from './links.ts';
import { canUseAccount } from './rules.ts';

const maxLinks = 200;

export const pendingLinks = plain('account.pending_links', {
  allow: (context) =>
    firstDenial(
      () => canUseAccount(context),
      () => canInWorkspace(context.actor, 'workspace.manage'),
    ),
  run: async ({ core, caller, now }) => {
    const rows = await linkModel(core.db.connection)
      .find({
        memberId: trusted({ $ne: null }),
        kind: trusted({ $in: ['reset', 'confirm_email'] }),
        expiresAt: trusted({ $gt: now }),
      })
      .sort({ createdAt: -1 })
      .limit(maxLinks)
      .lean<LinkRow[]>();
    const base = publicUrl(core.config);
    const members = await core.directory.getMany(rows.flatMap(({ memberId }) => memberId ?? []));
    return {
      links: rows.flatMap((row) => {
        const token = tokenOf(core, row);
        const member = row.memberId === null ? undefined : members.get(row.memberId);
        if (token === null || row.memberId === null || member === undefined) return [];
        // The link is the account: an admin who could read an owner's would be an owner.
        if (row.memberId !== caller.memberId && !outranks(caller.role, member.role)) return [];
        const [kind, page] =
          row.kind === 'reset' ? (['reset', 'reset'] as const) : (['confirm', 'confirm'] as const);
        return [{ memberId: row.memberId, kind, link: linkTo(base, page, token), expiresAt: row.expiresAt }];
      }),
    };
  },
});
