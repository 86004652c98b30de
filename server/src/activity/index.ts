import { list } from './list.ts';
import { markRead } from './mark-read.ts';

export const activityHandlers = [list, markRead];
