/** What stands in the address, and behind its question mark, read from whatever somebody typed there. */
import type { ChannelId, Seq } from '@atrium/shared';

export interface PaneSearch {
  /** The thread that is open beside: see {@link threadOf}. */
  thread?: string;
}

export interface ChannelSearch {
  /** Root of the thread that is open beside the channel. */
  thread?: number;
  /** The reply to show in it. */
  reply?: number;
  /** The thread takes the whole view. */
  full?: true;
  member?: string;
  details?: 'about' | 'members' | 'pins';
  view?: 'threads';
}

export interface ThreadPlace {
  channelId: ChannelId;
  rootSeq: Seq;
  reply: Seq | null;
}

type Raw = Record<string, unknown>;

export function seqOf(value: unknown): Seq | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function idOf(value: unknown): string | undefined {
  // A router reads digits as a number; ids may consist of digits.
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[\w.-]{1,80}$/.test(text) ? text : undefined;
}

function only<Value extends object>(value: { [Key in keyof Value]: Value[Key] | undefined }): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}

export function channelSearch(raw: Raw): ChannelSearch {
  const thread = seqOf(raw['thread']);
  const details = (['about', 'members', 'pins'] as const).find((name) => name === raw['details']);
  return only<ChannelSearch>({
    thread,
    reply: thread ? seqOf(raw['reply']) : undefined,
    full: thread && raw['full'] === true ? true : undefined,
    member: thread ? undefined : idOf(raw['member']),
    details: thread || raw['member'] ? undefined : details,
    view: raw['view'] === 'threads' ? 'threads' : undefined,
  });
}

export function paneSearch(raw: Raw): PaneSearch {
  return only<PaneSearch>({ thread: idOf(raw['thread']) });
}

/** The thread of `channelId.rootSeq`, or of `channelId.rootSeq.reply` with the reply to show; null where there can be none. */
export function threadOf({ thread = '' }: PaneSearch): ThreadPlace | null {
  const [, channelId, root, reply] = /^([\w-]+)\.(\d+)(?:\.(\d+))?$/.exec(thread) ?? [];
  const rootSeq = seqOf(root);
  if (!rootSeq) return null;
  return { channelId: channelId as ChannelId, rootSeq, reply: seqOf(reply) ?? null };
}

export interface TokenSearch {
  token?: string;
}

export function tokenSearch(raw: Raw): TokenSearch {
  const token = idOf(raw['token']) ?? (typeof raw['token'] === 'string' ? raw['token'] : undefined);
  return only<TokenSearch>({ token });
}

export interface NextSearch {
  next?: string;
}

/** Where to go after signing in: a path of ours, never another site's address. */
export function nextSearch(raw: Raw): NextSearch {
  const next = raw['next'];
  return only<NextSearch>({ next: typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined });
}
