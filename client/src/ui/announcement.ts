import { create } from 'zustand';

export const useAnnouncement = create<{ text: string }>(() => ({ text: '' }));

/** Says to a screen reader what the eye sees happen. */
export function announce(text: string): void {
  // The same words again are said again only where they differ.
  useAnnouncement.setState(({ text: before }) => ({ text: before === text ? `${text}\u00a0` : text }));
}
