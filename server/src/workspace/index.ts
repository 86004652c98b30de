import { load } from './load.ts';
import { getSettings, update } from './settings.ts';

export const workspaceHandlers = [getSettings, load, update];
