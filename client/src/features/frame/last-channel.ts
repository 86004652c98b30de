const key = 'atrium.lastChannel';

export function lastChannel(): string | null {
  return localStorage.getItem(key);
}

export function rememberChannel(channelId: string): void {
  localStorage.setItem(key, channelId);
}
