/** What a command tells the server that started it (transfers/child.ts); on a command line there is nobody to tell. */
import type { Told } from '../transfers/child.ts';

export function tell(told: Told): void {
  if (process.connected) process.send?.(told);
}

/** Ends when that server does: it has the database. To be called once; the channel alone keeps nobody waiting. */
export function endWithServer(): void {
  if (!process.connected) return;
  process.once('disconnect', () => process.exit(1));
  process.channel?.unref();
}
