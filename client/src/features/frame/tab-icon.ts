import type { UnreadTotals } from '../../state/index.ts';

/** As in public/icon.svg. */
const arch =
  '<rect width="32" height="32" rx="8" fill="#14706c"/><path d="M8 25V14.5a8 8 0 0 1 16 0V25h-4V14.5a4 4 0 0 0-8 0V25z" fill="#fff"/><circle cx="16" cy="22.5" r="2.5" fill="#f3c98b"/>';
const ring = 'stroke="#fff" stroke-width="2"';

/** Address of the tab's icon: plain, with a dot where something is unread, with the number of what is for this person. */
export function tabIcon({ badge, channels }: Pick<UnreadTotals, 'badge' | 'channels'>): string {
  if (badge === 0 && channels === 0) return '/icon.svg';
  const mark =
    badge === 0
      ? `<circle cx="25" cy="7" r="6" fill="#f3c98b" ${ring}/>`
      : `<circle cx="21" cy="11" r="10" fill="#c8402f" ${ring}/><text x="21" y="${badge > 9 ? 15 : 16}" font-family="system-ui,sans-serif" font-size="${badge > 9 ? 10 : 14}" font-weight="700" text-anchor="middle" fill="#fff">${badge > 9 ? '9+' : badge}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${arch}${mark}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
