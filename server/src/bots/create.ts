import { canInWorkspace, newId } from '@atrium/shared';
import { createMember } from '../accounts/create-member.ts';
import { plain } from '../core/command.ts';
import { toMember } from '../core/directory/model.ts';

export const create = plain('bot.create', {
  allow: ({ actor }) => canInWorkspace(actor, 'bot.manage'),
  run: async ({ core }, { name, handle }) => {
    const bot = { kind: 'bot', role: 'bot', email: null, passwordHash: null } as const;
    return { member: toMember(await createMember(core, { id: newId(), name, handle, ...bot })) };
  },
});
