import { mark } from './mark.ts';
import { markUnread } from './mark-unread.ts';

export const readHandlers = [mark, markUnread];
