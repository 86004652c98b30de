/** Reads the demo's conversations; the format is described in scripts/demo/transcripts/README.md. */
import type { ChannelKind } from '@atrium/shared';

export interface Said {
  /** Milliseconds since 1970. */
  at: number;
  author: string;
  text: string;
  reactions: { emoji: string; people: string[] }[];
  /** `title`, `resolved`, `pin` … with what stands behind the colon. */
  states: { state: string; text: string }[];
}

export interface Spoken extends Said {
  replies: Said[];
}

export interface Transcript {
  name: string;
  kind: ChannelKind;
  topic: string;
  purpose: string;
  members: string[];
  archived: boolean;
  readUntil: Map<string, number>;
  spoken: Spoken[];
}

/** The time of day on a day that is counted from the demo's own, in this machine's time zone. */
export type TimeOf = (day: number, hours: number, minutes: number) => number;

/** @throws {Error} naming the line that cannot be understood */
export function readTranscript(source: string, timeOf: TimeOf): Transcript {
  const head = new Map<string, string>();
  const spoken: Spoken[] = [];
  let day = 0;
  let last: Said | null = null;
  let root: Spoken | null = null;
  for (const [index, line] of source.split('\n').entries()) {
    const bad = () => new Error(`line ${index + 1}: ${line}`);
    const said = /^(> )?(\d\d):(\d\d) ([a-z]+): (.*)$/.exec(line);
    if (line.trim() === '') continue;
    if (line.startsWith('day ')) day = Number(line.slice(4));
    else if (said) {
      const [, reply, hours, minutes, author = '', text = ''] = said;
      const at = timeOf(day, Number(hours), Number(minutes));
      const one: Said = { at, author, text, reactions: [], states: [] };
      if (reply === undefined) spoken.push((root = { ...one, replies: [] }));
      else if (root) root.replies.push(one);
      else throw bad();
      last = reply === undefined ? root : one;
    } else if (last === null) {
      const [, name, value] = /^([a-z]+): (.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw bad();
      head.set(name, value);
    } else if (line.startsWith('|')) last.text += `\n${line.slice(1)}`;
    else if (line.startsWith('+ ')) {
      const [emoji = '', ...people] = line.slice(2).split(' ');
      last.reactions.push({ emoji, people });
    } else if (line.startsWith('= ')) {
      const [, state = '', text = ''] = /^= ([a-z]+)(?:: (.*))?$/.exec(line) ?? [];
      const isOfThread = state !== 'pin' && state !== 'edited' && state !== 'deleted';
      (isOfThread ? root : last)?.states.push({ state, text });
    } else throw bad();
  }
  return { ...channelOf(head, timeOf), spoken };
}

function channelOf(head: ReadonlyMap<string, string>, timeOf: TimeOf): Omit<Transcript, 'spoken'> {
  const get = (name: string) => head.get(name) ?? '';
  const readUntil = new Map<string, number>();
  for (const [, person = '', day, hours, minutes] of get('read').matchAll(/([a-z]+) (-?\d+) (\d\d):(\d\d)/g))
    readUntil.set(person, timeOf(Number(day), Number(hours), Number(minutes)));
  return {
    name: get('channel'),
    kind: get('kind') as ChannelKind,
    topic: get('topic'),
    purpose: get('purpose'),
    members: get('members').split(' '),
    archived: get('archived') === 'yes',
    readUntil,
  };
}

/** Today when the last words of the demo's day have been spoken by now, else yesterday. */
export function timesBefore(now: Date): TimeOf {
  const lastWords = 9 * 60 + 45;
  const early = now.getHours() * 60 + now.getMinutes() < lastWords ? 1 : 0;
  return (day, hours, minutes) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - early + day, hours, minutes).getTime();
}
