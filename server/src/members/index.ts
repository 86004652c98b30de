import { add } from './add.ts';
import { mute } from './mute.ts';
import { remove } from './remove.ts';
import { setRole } from './set-role.ts';
import { unmute } from './unmute.ts';

export const memberHandlers = [add, mute, remove, setRole, unmute];
