import * as z from 'zod';
import { limits } from '../limits.ts';
import { company, me, member, memberStatus, workspaceRole } from '../schema/member.ts';
import { companyId, line, handle, memberId, pageSize, text, time } from '../schema/primitives.ts';
import { defineCommand } from './define.ts';
import { cursor, nextCursor } from './results.ts';

export const peopleList = defineCommand({
  name: 'people.list',
  summary: 'The people that you may see, by name; a guest sees those they share a channel with.',
  input: z.strictObject({
    query: line(limits.memberNameLength).default(''),
    role: workspaceRole.optional(),
    deactivated: z.boolean().default(false),
    cursor: cursor.optional(),
    limit: pageSize.default(limits.pageSizeDefault),
  }),
  output: z.strictObject({ members: z.array(member), next: nextCursor }),
  rate: 'read',
});
export const peopleGet = defineCommand({
  name: 'people.get',
  summary: 'These people, by id. People whom you may not see are left out.',
  input: z.strictObject({ ids: z.array(memberId).max(limits.idsPerLookup) }),
  output: z.strictObject({ members: z.array(member), companies: z.array(company) }),
  rate: 'read',
});
export const profileUpdate = defineCommand({
  name: 'profile.update',
  summary: 'Change your own profile; what is left out stays.',
  input: z.strictObject({
    name: line(limits.memberNameLength, 1).optional(),
    handle: handle.optional(),
    title: line(limits.memberTitleLength).optional(),
    about: text(limits.memberAboutLength).optional(),
    timezone: z
      .string()
      .max(64)
      .regex(/^[A-Za-z0-9_+/-]+$/)
      .optional(),
  }),
  output: z.strictObject({ me }),
  rate: 'write',
});
export const profileSetStatus = defineCommand({
  name: 'profile.set_status',
  summary: 'Say what you are up to, until a time; null takes it away.',
  input: z.strictObject({ status: memberStatus.nullable() }),
  output: z.strictObject({ me }),
  rate: 'write',
});
export const profileSetDnd = defineCommand({
  name: 'profile.set_dnd',
  summary: 'Do not disturb until a time; null ends it.',
  input: z.strictObject({ until: time.nullable() }),
  output: z.strictObject({ me }),
  rate: 'write',
});
export const peopleSetRole = defineCommand({
  name: 'people.set_role',
  summary: 'Change somebody’s role in the workspace. The last owner stays.',
  input: z.strictObject({ memberId, role: workspaceRole.exclude(['bot']) }),
  output: z.strictObject({ member }),
  rate: 'write',
});
export const peopleDeactivate = defineCommand({
  name: 'people.deactivate',
  summary: 'Deactivate somebody: every session and token of theirs ends, everywhere.',
  input: z.strictObject({ memberId }),
  output: z.strictObject({ member }),
  rate: 'write',
});
export const peopleReactivate = defineCommand({
  name: 'people.reactivate',
  summary: 'Let a deactivated person in again.',
  input: z.strictObject({ memberId }),
  output: z.strictObject({ member }),
  rate: 'write',
});
export const peopleMatchPlaceholder = defineCommand({
  name: 'people.match_placeholder',
  summary: 'Say whose messages those of an imported placeholder are.',
  input: z.strictObject({ placeholderId: memberId, memberId }),
  output: z.strictObject({ placeholder: member }),
  rate: 'write',
});
export const companyCreate = defineCommand({
  name: 'company.create',
  summary: 'Add an outside organisation, whose people can become guests.',
  input: z.strictObject({ name: line(limits.companyNameLength, 1) }),
  output: z.strictObject({ company }),
  rate: 'write',
});
export const companyList = defineCommand({
  name: 'company.list',
  summary: 'The outside organisations that you may see.',
  input: z.strictObject({ ids: z.array(companyId).max(limits.idsPerLookup).optional() }),
  output: z.strictObject({ companies: z.array(company) }),
  rate: 'read',
});
