import { mark } from './mark.ts';
import { markUnread } from './mark-unread.ts';

export default [mark, markUnread];
