import { allowed, denied, firstDenial } from '@atrium/shared';
import { endSessions } from '../accounts/end-sessions.ts';
import { dropLinks } from '../accounts/links.ts';
import { plain } from '../core/command.ts';
import { addOwner, removeOwner } from './owners.ts';
import { isOwner } from './set-role.ts';
import { announce, canRule, changeSubject, loadSubject, toMember } from './subject.ts';

/** The row first, then what it lets in: whoever signs in meanwhile sees the row (see `startSession`) or is ended here. */
export const deactivate = plain('people.deactivate', {
  load: (context, input) => loadSubject(context, input, 'member.deactivate'),
  allow: (context, _input, subject) => canRule(context, subject, 'member.deactivate'),
  run: async ({ core, now }, _input, subject) => {
    if (isOwner(subject.role)) await removeOwner(core, subject._id);
    const deactivatedAt = subject.deactivatedAt ?? now;
    const row = await changeSubject(core, subject, { deactivatedAt });
    await announce(core, row);
    await core.auth.tokens.deleteMany({ memberId: row._id });
    await dropLinks(core, row._id, ['reset', 'confirm_email']);
    await endSessions(core, row._id);
    // Also connections that came by a token, and what other nodes remember.
    core.auth.forget(row._id);
    core.feed.disconnect(row._id);
    return { member: toMember(row) };
  },
});

export const reactivate = plain('people.reactivate', {
  load: (context, input) => loadSubject(context, input, 'member.deactivate'),
  allow: (context, _input, subject) =>
    firstDenial(
      () => canRule(context, subject, 'member.deactivate'),
      () => (subject.kind === 'placeholder' ? denied('forbidden') : allowed),
    ),
  run: async ({ core }, _input, subject) => {
    const row = await changeSubject(core, subject, { deactivatedAt: null });
    if (isOwner(row.role)) await addOwner(core, row._id);
    await announce(core, row);
    return { member: toMember(row) };
  },
});
