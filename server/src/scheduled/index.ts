import { cancel } from './cancel.ts';
import { create } from './create.ts';
import { list } from './list.ts';

export const scheduledHandlers = [cancel, create, list];
