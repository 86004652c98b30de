import { list } from './list.ts';
import { markRead } from './mark-read.ts';

export default [list, markRead];
