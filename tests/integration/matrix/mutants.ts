/**
 * The rules with one thing wrong in them: a check left out, a comparison turned round, another code, a cell of the table
 * of roles flipped. Each is compiled in memory; nothing is written anywhere.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Ground } from './pure.ts';

const folder = fileURLToPath(new URL('../../../shared/src/', import.meta.url));
export const mutatedFiles = [
  'rules/place.ts',
  'rules/messages.ts',
  'rules/threads.ts',
  'rules/channels.ts',
  'roles.ts',
];
/** The tables of roles, so that single cells can be flipped while it runs. */
const exposed =
  '\nexport const tables = { workspaceTable, channelTable, directTable, visitorTable, roleOrder };\n';

export interface Mutant {
  file: string;
  line: number;
  what: string;
  /** The line as it was. */
  source: string;
  text: string;
}

interface Operator {
  find: RegExp;
  put: (found: string) => string;
}

const operators: Operator[] = [
  { find: /(?<![=!<>])===/g, put: () => '!==' },
  { find: /!==/g, put: () => '===' },
  { find: /&&/g, put: () => '||' },
  { find: /\|\|/g, put: () => '&&' },
  { find: /\?\? true/g, put: () => '?? false' },
  { find: / <= /g, put: () => ' > ' },
  { find: / < /g, put: () => ' >= ' },
  { find: / > /g, put: () => ' <= ' },
  { find: /\? allowed : /g, put: () => '? denied("internal") : ' },
  { find: /denied\('[a-z_]+'\)/g, put: () => 'allowed' },
  { find: /denied\('[a-z_]+'/g, put: () => "denied('internal'" },
  // A check in a list of checks left out, written on one line …
  { find: /\(\) => (?:can|is)[A-Za-z]+\([^()]*\),/g, put: () => '() => allowed,' },
  // … and an early return that never comes.
  { find: /^ {2}if \([^\n]*\) return [^\n]*;$/gm, put: () => '' },
  { find: /return true;/g, put: () => 'return false;' },
];

/** Everything that can be broken in these files. Comments and imports are left alone. */
export function mutantsOf(file: string): Mutant[] {
  const source = readFileSync(folder + file, 'utf8');
  return operators.flatMap(({ find, put }) =>
    [...source.matchAll(find)].flatMap((match): Mutant[] => {
      const at = match.index;
      const before = source.slice(0, at);
      const line = before.split('\n').length;
      const whole = source.split('\n')[line - 1] ?? '';
      if (/^\s*(?:\*|\/\/|\/\*|import )/.test(whole)) return [];
      const [found] = match;
      const text = before + put(found) + source.slice(at + found.length);
      return [
        { file, line, source: whole, what: `${found.trim()} becomes ${put(found) || 'nothing'}`, text },
      ];
    }),
  );
}

type Loaded = Ground & { tables: Record<string, unknown> };

/** The rules and roles as they are, or with one file's text put in place of it. */
export async function loadGround(mutant?: Pick<Mutant, 'file' | 'text'>): Promise<Loaded> {
  const entry = `export * as rules from './rules/index.ts'; export * as roles from './roles.ts'; export { tables } from './roles.ts';`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: folder, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'silent',
    plugins: [
      {
        name: 'one file otherwise',
        setup: ({ onLoad }) =>
          onLoad({ filter: /(?:roles|rules.[a-z]+)\.ts$/ }, ({ path }) => {
            const text = mutant && path.endsWith(mutant.file) ? mutant.text : readFileSync(path, 'utf8');
            return { contents: path.endsWith('/roles.ts') ? text + exposed : text, loader: 'ts' };
          }),
      },
    ],
  });
  const code = outputFiles[0]?.text ?? '';
  return (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as Loaded;
}

export interface Flip {
  what: string;
  flip(): void;
  undo(): void;
}

/** Every cell of the tables of roles, the other way. */
export function flipsOf({ tables, roles }: Loaded): Flip[] {
  const { workspaceTable, channelTable, directTable, visitorTable } = tables as Record<string, never>;
  const one = (what: string, set: Set<string>, scope: string): Flip => {
    const had = set.has(scope);
    const to = (on: boolean) => void (on ? set.add(scope) : set.delete(scope));
    return {
      what: `${what}: ${had ? 'without' : 'with'} ${scope}`,
      flip: () => to(!had),
      undo: () => to(had),
    };
  };
  const rows = (name: string, table: Record<string, Set<string>>, scopes: readonly string[]) =>
    Object.entries(table).flatMap(([role, set]) => scopes.map((scope) => one(`${name} ${role}`, set, scope)));
  return [
    ...rows('in the workspace', workspaceTable!, roles.workspaceScopeNames),
    ...rows('in a channel', channelTable!, roles.channelScopeNames),
    ...rows(
      '',
      { 'in a direct conversation': directTable!, 'as a visitor': visitorTable! },
      roles.channelScopeNames,
    ),
  ];
}
