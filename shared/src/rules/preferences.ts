import type { Preferences } from '../schema/own.ts';

/** What counts for whoever has not chosen otherwise. */
export const defaultPreferences: Preferences = {
  theme: 'system',
  density: 'comfortable',
  level: 'mentions',
  keywords: [],
  sound: true,
  desktop: false,
  dndSchedule: null,
  sections: [],
};
