import { set } from './set.ts';
import { setChannel } from './set-channel.ts';

export const preferenceHandlers = [set, setChannel];
