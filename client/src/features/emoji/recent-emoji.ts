const key = 'atrium.emoji';
const kept = 24;

/** What this device chose last, newest first. */
export function recentEmoji(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string').slice(0, kept) : [];
  } catch {
    // Somebody else's text under our key is no list.
    return [];
  }
}

export function noteEmoji(emoji: string): void {
  const others = recentEmoji().filter((one) => one !== emoji);
  localStorage.setItem(key, JSON.stringify([emoji, ...others].slice(0, kept)));
}
