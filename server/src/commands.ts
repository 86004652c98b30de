/** Every command's handler. One that is missing does not compile. */
import type { CommandName } from '@atrium/shared';
import { accountHandlers } from './accounts/index.ts';
import { activityHandlers } from './activity/index.ts';
import { botHandlers } from './bots/index.ts';
import { channelHandlers } from './channels/index.ts';
import type { Handler } from './core/command.ts';
import { draftHandlers } from './drafts/index.ts';
import { invitationHandlers } from './invitations/index.ts';
import { memberHandlers } from './members/index.ts';
import { messageHandlers } from './messages/index.ts';
import { peopleHandlers } from './people/index.ts';
import { preferenceHandlers } from './preferences/index.ts';
import { presenceHandlers } from './presence/index.ts';
import { readHandlers } from './reads/index.ts';
import { savedHandlers } from './saved/index.ts';
import { scheduledHandlers } from './scheduled/index.ts';
import { threadHandlers } from './threads/index.ts';
import { transferHandlers } from './transfers/index.ts';
import { workspaceHandlers } from './workspace/index.ts';

const all = [
  ...accountHandlers,
  ...activityHandlers,
  ...botHandlers,
  ...channelHandlers,
  ...draftHandlers,
  ...invitationHandlers,
  ...memberHandlers,
  ...messageHandlers,
  ...peopleHandlers,
  ...preferenceHandlers,
  ...presenceHandlers,
  ...readHandlers,
  ...savedHandlers,
  ...scheduledHandlers,
  ...threadHandlers,
  ...transferHandlers,
  ...workspaceHandlers,
];

type Missing = Exclude<CommandName, (typeof all)[number]['name']>;

/** Assignable only when no command is without its handler; the error names those that are. */
const complete: [Missing] extends [never] ? true : Missing = true;

export const handlers: readonly Handler[] = complete ? all : [];
