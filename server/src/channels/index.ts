import { archive } from './archive.ts';
import { browse } from './browse.ts';
import { create } from './create.ts';
import { describe } from './describe.ts';
import { directOpen } from './direct-open.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { list } from './list.ts';
import { members } from './members.ts';
import { open } from './open.ts';
import { rename } from './rename.ts';
import { setPolicy } from './set-policy.ts';
import { sync } from './sync.ts';
import { unarchive } from './unarchive.ts';

export const channelHandlers = [
  archive,
  browse,
  create,
  describe,
  directOpen,
  join,
  leave,
  list,
  members,
  open,
  rename,
  setPolicy,
  sync,
  unarchive,
];
