import { create } from './create.ts';
import { list } from './list.ts';
import { preview } from './preview.ts';
import { revoke } from './revoke.ts';

export const invitationHandlers = [create, list, revoke, preview];
