import { list } from './list.ts';
import { set } from './set.ts';

export default [list, set];
