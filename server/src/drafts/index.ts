import { list } from './list.ts';
import { set } from './set.ts';

export const draftHandlers = [list, set];
