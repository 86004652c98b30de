import { follow } from './follow.ts';
import { list } from './list.ts';
import { lock } from './lock.ts';
import { mine } from './mine.ts';
import { move } from './move.ts';
import { mute } from './mute.ts';
import { open } from './open.ts';
import { pin } from './pin.ts';
import { reopen } from './reopen.ts';
import { resolve } from './resolve.ts';
import { setTitle } from './set-title.ts';
import { unfollow } from './unfollow.ts';
import { unlock } from './unlock.ts';
import { unmute } from './unmute.ts';
import { unpin } from './unpin.ts';

export const threadHandlers = [
  follow,
  list,
  lock,
  mine,
  move,
  mute,
  open,
  pin,
  reopen,
  resolve,
  setTitle,
  unfollow,
  unlock,
  unmute,
  unpin,
];
