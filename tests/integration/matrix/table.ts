/** Reads `expected.txt`: one cell for each command, aim, kind of channel and person. What is missing is an error. */
import { readFileSync } from 'node:fs';

export interface Row {
  command: string;
  /** What the command is aimed at; empty where there is but one thing. */
  aim: string;
  kind: string;
  scope: string;
  line: number;
  /** By column, such as `in.member`: a letter. */
  cells: ReadonlyMap<string, string>;
}

export interface Table {
  rows: Row[];
  columns: ReadonlyMap<string, readonly string[]>;
}

/** The letters of the table. `.` and `-` are no codes: allowed, and cannot be. */
export const codeOfLetter: Readonly<Record<string, string>> = {
  '.': 'ok',
  '-': 'cannot be',
  U: 'unauthenticated',
  N: 'not_found',
  F: 'forbidden',
  S: 'scope_missing',
  A: 'channel_archived',
  M: 'muted',
  L: 'thread_locked',
  R: 'posting_restricted',
  O: 'not_author',
  X: 'message_deleted',
  T: 'slow_mode',
  W: 'wrong_credentials',
  E: 'link_expired',
  I: 'invalid_input',
  C: 'conflict',
};

export function readTable(text = readFileSync(new URL('expected.txt', import.meta.url), 'utf8')): Table {
  const rows: Row[] = [];
  const columns = new Map<string, string[][]>();
  const names = new Map<string, string[]>();
  let scope = '';
  let kinds: string[] = [];
  let header: { commands: string[]; aim: string; kinds: Set<string> } | null = null;
  const problem = (line: number, what: string) => new Error(`expected.txt:${line}: ${what}`);

  const close = (line: number) => {
    const missing = header ? kinds.filter((kind) => !header?.kinds.has(kind)) : [];
    if (missing.length > 0)
      throw problem(line, `${header?.commands.join(' ')}: no line for ${missing.join(', ')}`);
    header = null;
  };

  text.split('\n').forEach((source, index) => {
    const line = index + 1;
    const words = source.trim().split(/\s+/);
    if (source.trim() === '' || source.startsWith('#')) return;
    const [first = '', ...rest] = words;
    if (!source.startsWith(' ')) {
      close(line);
      if (first === 'columns') columns.set((scope = rest[0] ?? ''), []);
      else if (first === 'kinds') kinds = rest;
      else
        header = {
          commands: words.filter((word) => !word.startsWith('@')),
          aim: words.find((word) => word.startsWith('@'))?.slice(1) ?? '',
          kinds: new Set(),
        };
      return;
    }
    if (!header) {
      columns.get(scope)?.push(rest.map((name) => `${first}.${name}`));
      names.set(scope, (columns.get(scope) ?? []).flat());
      return;
    }
    if (!kinds.includes(first)) throw problem(line, `no kind of channel: ${first}`);
    if (header.kinds.has(first)) throw problem(line, `a second line for ${first}`);
    header.kinds.add(first);
    const groups = columns.get(scope) ?? [];
    if (rest.length !== groups.length) throw problem(line, `${rest.length} groups, not ${groups.length}`);
    const cells = new Map<string, string>();
    groups.forEach((group, at) => {
      const letters = (rest[at] ?? '').split('');
      if (letters.length !== group.length)
        throw problem(line, `${letters.length} letters for ${group.join(' ')}`);
      group.forEach((column, place) => cells.set(column, letters[place] ?? ''));
    });
    for (const [column, letter] of cells) {
      if (!Object.hasOwn(codeOfLetter, letter))
        throw problem(line, `${column}: no letter of ours: ${letter}`);
    }
    for (const command of header.commands)
      rows.push({ command, aim: header.aim, kind: first, scope, line, cells });
  });
  close(text.split('\n').length);
  const seen = new Set<string>();
  for (const { command, aim, kind, line } of rows) {
    const key = `${command} @${aim} ${kind}`;
    if (seen.has(key)) throw problem(line, `${key} stands here twice`);
    seen.add(key);
  }
  return { rows, columns: names };
}
