/** The demo's conversations as an archive: they come in by the same path as anybody's history. */
import type { ThreadFlags } from '@atrium/shared';
import type {
  Archive,
  ArchiveChannel,
  ArchiveItem,
  ArchiveMessage,
  ArchivePerson,
  ArchiveThreadChange,
  Names,
  Survey,
} from '../import/archive.ts';
import { bot, cast } from './cast.ts';
import type { Said, Spoken, Transcript } from './transcript.ts';

const minuteMs = 60_000;

export function demoArchive(transcripts: readonly Transcript[]): Archive {
  const byName = new Map(transcripts.map((transcript) => [transcript.name, transcript]));
  const itemsOf = ({ key }: ArchiveChannel): Transcript => {
    const found = byName.get(key);
    if (!found) throw new Error(`no conversation ${key}`);
    return found;
  };
  return {
    ...{ id: 'demo', source: 'demo', bytes: 0, bytesRead: () => 0, bytesOf: () => 0 },
    async *people() {
      yield people();
    },
    channels: async () => transcripts.map(toChannel),
    survey: async (channel): Promise<Survey> => {
      const { spoken } = itemsOf(channel);
      return { roots: new Set(spoken.map((_, index) => `m${index}`)), firstAt: spoken[0]?.at ?? null };
    },
    async *items(channel, names) {
      yield toItems(itemsOf(channel), names);
    },
    close: async () => undefined,
  };
}

function people(): ArchivePerson[] {
  const known = cast.map(({ key, name, role, email, title, company }): ArchivePerson => ({
    ...{ key, name, role, email, title, company, kind: 'person', handle: key, timezone: '' },
    ...{ deactivated: false, at: null },
  }));
  const builds: ArchivePerson = {
    ...{
      key: bot.key,
      kind: 'bot',
      role: 'bot',
      name: bot.name,
      handle: bot.key,
      email: null,
      title: bot.title,
    },
    ...{ timezone: '', company: null, deactivated: false, at: null },
  };
  return [...known, builds];
}

function toChannel({ name, kind, topic, purpose, members, archived, readUntil, spoken }: Transcript) {
  const channel: ArchiveChannel = {
    ...{ key: name, name, kind, topic, purpose, members, archived, readUntil },
    createdAt: (spoken[0]?.at ?? 0) - 5 * minuteMs,
    creator: members.includes('olive') ? 'olive' : (members[0] ?? null),
  };
  return channel;
}

/** In order of time; what was done to a thread at its end comes after its last reply. */
function toItems({ spoken, members }: Transcript, names: Names): ArchiveItem[] {
  const moderator = members.includes('mo') ? 'mo' : (members[0] ?? 'olive');
  const items = spoken.flatMap((root, index) => threadItems(root, `m${index}`, moderator, names));
  return items.toSorted((a, b) => a.at - b.at);
}

function threadItems(root: Spoken, key: string, moderator: string, names: Names): ArchiveItem[] {
  const endedAt = (root.replies.at(-1)?.at ?? root.at) + minuteMs;
  return [
    toMessage(root, key, null, names),
    ...root.replies.map((reply, index) => toMessage(reply, `${key}-${index}`, key, names)),
    ...root.states.flatMap(({ state, text }) => toChange(root, key, state, text, moderator, endedAt) ?? []),
  ];
}

function toMessage(said: Said, key: string, root: string | null, names: Names): ArchiveMessage {
  const has = (state: string) => said.states.some((one) => one.state === state);
  const { at, author } = said;
  return {
    ...{ type: 'message', key, at, author, root, action: false, files: [] },
    body: has('deleted') ? '' : withReferences(said.text, names),
    reactions: said.reactions,
    pinnedAt: has('pin') ? at + minuteMs : null,
    editedAt: has('edited') ? at + minuteMs : null,
    deletedAt: has('deleted') ? at + minuteMs : null,
  };
}

function toChange(
  { at, author }: Said,
  root: string,
  state: string,
  text: string,
  moderator: string,
  endedAt: number,
): ArchiveThreadChange | null {
  const base = { type: 'thread', key: `${root}-${state}`, root, author: moderator } as const;
  if (state === 'title')
    return { ...base, author, at: at + minuteMs / 2, change: { kind: 'thread.titled', title: text } };
  const flags = flagsAfter(state, endedAt);
  if (!flags) return null;
  const kind = `thread.${state}` as 'thread.pinned';
  return { ...base, at: endedAt, change: { kind, flags, reason: text } };
}

function flagsAfter(state: string, at: number): Partial<ThreadFlags> | null {
  const changes: Record<string, Partial<ThreadFlags>> = {
    pinned: { pinned: { until: null } },
    muted: { muted: { until: null } },
    locked: { lockedAt: at },
    resolved: { resolvedAt: at },
  };
  return Object.hasOwn(changes, state) ? { ...changes[state] } : null;
}

/** `@ana` and `#design` become references; `@channel` is everybody. */
function withReferences(text: string, names: Names): string {
  return text.replace(/(?<![\w`])([@#])([a-z][a-z-]*[a-z])/g, (whole, sign: string, name: string) => {
    if (sign === '@' && name === 'channel') return '<!channel>';
    const id = sign === '@' ? names.member(name) : names.channel(name);
    return id === null ? whole : `<${sign}${id}>`;
  });
}
