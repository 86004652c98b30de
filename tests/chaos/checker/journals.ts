/** A history read by what it is made of: channels, commands, and what each client noted. */
import type { ClientEvent, ClientHistory, History, LogEntry } from './history.ts';

export type Invariant = (history: History) => string[];

/** Each channel's journal, in order. */
export function channelsOf({ log }: Pick<History, 'log'>): Map<string, LogEntry[]> {
  const channels = new Map<string, LogEntry[]>();
  for (const entry of log) {
    const entries = channels.get(entry.channelId);
    if (entries) entries.push(entry);
    else channels.set(entry.channelId, [entry]);
  }
  for (const entries of channels.values()) entries.sort((a, b) => a.seq - b.seq);
  return channels;
}

export function eventsOf<Type extends ClientEvent['t']>(
  history: ClientHistory,
  type: Type,
): Extract<ClientEvent, { t: Type }>[] {
  return history.events.filter((event): event is Extract<ClientEvent, { t: Type }> => event.t === type);
}

export const place = (channelId: string, seq: number) => `${channelId}/${seq}`;
export const command = (
  member: string,
  { channelId, clientId }: { channelId: string; clientId: string | null },
) => `${channelId} ${member} ${clientId}`;

export function committedIn({ log }: History): Map<string, LogEntry[]> {
  const committed = new Map<string, LogEntry[]>();
  for (const entry of log) {
    if (entry.clientId === null) continue;
    const key = command(entry.authorId, entry);
    committed.set(key, [...(committed.get(key) ?? []), entry]);
  }
  return committed;
}
