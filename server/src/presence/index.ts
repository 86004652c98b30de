import { get } from './get.ts';
import { set } from './set.ts';
import { typingSet } from './typing-set.ts';
import { unwatch } from './unwatch.ts';
import { watch } from './watch.ts';

/** What needs a connection: watching, typing, being there. */
export const presenceHandlers = [get, set, typingSet, unwatch, watch];
