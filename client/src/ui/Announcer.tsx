import { useAnnouncement } from './announcement.ts';

/** Stands once, from the beginning: a region that comes with its text is not read. */
export function Announcer() {
  return <output className="sr-only">{useAnnouncement(({ text }) => text)}</output>;
}
