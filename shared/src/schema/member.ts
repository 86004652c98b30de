import * as z from 'zod';
import { limits } from '../limits.ts';
import { workspaceRoles } from '../roles.ts';
import { companyId, emoji, fileId, line, memberId, text, time } from './primitives.ts';

export const workspaceRole = z.enum(workspaceRoles);

export const memberStatus = z
  .strictObject({
    emoji: emoji.nullable(),
    text: line(limits.statusTextLength),
    until: time.nullable(),
  })
  .meta({
    id: 'MemberStatus',
    description: 'What a person says about themselves, until a time or until changed',
  });

/** What people who may see a member at all see of them. Never the e-mail address of somebody in another company. */
export const member = z
  .strictObject({
    id: memberId,
    kind: z.enum(['person', 'bot', 'placeholder']),
    role: workspaceRole,
    name: line(limits.memberNameLength, 1),
    handle: z.string(),
    title: line(limits.memberTitleLength),
    about: text(limits.memberAboutLength),
    timezone: z.string().max(64),
    avatarFileId: fileId.nullable(),
    companyId: companyId.nullable(),
    status: memberStatus.nullable(),
    deactivatedAt: time.nullable(),
    createdAt: time,
    /** Of a placeholder that was matched to a member: whose messages its messages are. */
    mergedInto: memberId.optional(),
  })
  .meta({ id: 'Member', description: 'A person or a bot in the workspace' });
export type Member = z.infer<typeof member>;
export type MemberStatus = z.infer<typeof memberStatus>;

export const company = z
  .strictObject({ id: companyId, name: line(limits.companyNameLength, 1), createdAt: time })
  .meta({ id: 'Company', description: 'An outside organisation whose people are guests here' });
export type Company = z.infer<typeof company>;

/** A person's own view of themselves: what others see, plus what is nobody else's business. */
export const me = member
  .extend({
    email: z.string().nullable(),
    dndUntil: time.nullable(),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

export const presence = z
  .strictObject({ memberId, state: z.enum(['online', 'away', 'offline']), dnd: z.boolean() })
  .meta({ id: 'Presence', description: 'Not journalled: may be dropped, and expires by itself' });
export type Presence = z.infer<typeof presence>;
