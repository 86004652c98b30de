import { getSettings, update } from './settings.ts';

export const workspaceHandlers = [getSettings, update];
