import { describe, expect, test } from 'vitest';
import { mayImport } from './directions.ts';
import { importsOf, readSources, type Source } from './sources.ts';

const ours = readSources('shared/src', 'server/src', 'client/src');
const all = [...ours, ...readSources('scripts', 'tests')];
const product = ours.filter(({ path }) => !/\.test\.tsx?$/.test(path));

const pathsOf = (sources: readonly Source[]) => sources.map(({ path }) => path);
const having = (pattern: RegExp, sources: readonly Source[]) =>
  pathsOf(sources.filter(({ text }) => pattern.test(text)));
const below = (folder: string) => product.filter(({ path }) => path.startsWith(folder));

test('there is something to check on every side', () => {
  for (const side of ['shared/src/', 'server/src/', 'client/src/']) expect(below(side), side).not.toEqual([]);
});

describe('import directions', () => {
  test.each([
    ['shared/src/a.ts', '@atrium/shared/commands', true],
    ['shared/src/a.ts', 'server/src/a.ts', false],
    ['server/src/threads/mute.ts', '@atrium/shared', true],
    ['server/src/threads/mute.ts', 'client/src/net/socket.ts', false],
    ['client/src/net/socket.ts', 'server/src/app.ts', false],
    ['server/src/transport/socket.ts', 'server/src/core/dispatch.ts', true],
    ['server/src/threads/mute.ts', 'server/src/core/journal.ts', true],
    ['server/src/core/journal.ts', 'server/src/threads/mute.ts', false],
    ['server/src/core/journal.ts', 'server/src/transport/socket.ts', false],
    ['server/src/transport/socket.ts', 'server/src/threads/mute.ts', false],
    ['server/src/threads/mute.ts', 'server/src/transport/socket.ts', false],
    ['server/src/app.ts', 'server/src/threads/index.ts', true],
    ['server/src/threads/index.ts', 'server/src/app.ts', false],
    ['server/src/db/connect.ts', 'server/src/core/journal.ts', false],
    ['client/src/features/timeline/List.tsx', 'client/src/state/store.ts', true],
    ['client/src/state/store.ts', 'client/src/features/timeline/List.tsx', false],
    ['client/src/state/store.ts', 'client/src/net/socket.ts', true],
    ['client/src/net/socket.ts', 'client/src/state/store.ts', false],
    ['client/src/features/timeline/List.tsx', 'client/src/ui/Button.tsx', true],
    ['client/src/ui/Button.tsx', 'client/src/features/timeline/List.tsx', false],
    ['client/src/ui/Button.tsx', 'client/src/state/store.ts', false],
  ])('%s → %s: %s', (from, to, allowed) => {
    expect(mayImport(from, to)).toBe(allowed);
  });

  test('an import is seen in each of its forms', () => {
    const text = `import a from '../a.ts';\nimport './b.ts';\nexport { c } from "./c.ts";\nconst d = await import('./d.ts');\nimport {\n  e,\n} from 'e';`;
    expect(importsOf('server/src/x/y.ts', text)).toEqual([
      'server/src/a.ts',
      'server/src/x/b.ts',
      'server/src/x/c.ts',
      'server/src/x/d.ts',
      'e',
    ]);
  });

  test('every import of the product is allowed', () => {
    const broken = product.flatMap(({ path, imports }) =>
      imports.filter((target) => !mayImport(path, target)).map((target) => `${path} → ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

test('no source file is longer than 300 lines', () => {
  expect(all.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
});

test('a file is named after what it holds', () => {
  expect(
    pathsOf(all).filter((path) => /(^|[/.-])(utils?|helpers?|common|misc)([/.-]|$)/i.test(path)),
  ).toEqual([]);
});

describe('not in the product', () => {
  test('Math.random on the server, where anything random is an id or a secret', () => {
    expect(
      having(/Math\.random/, [...below('server/src/').filter(notTheEngine), ...below('shared/src/')]),
    ).toEqual([]);
  });

  test('markup from a string, which is how script gets in', () => {
    expect(
      having(/dangerouslySetInnerHTML|\b(inner|outer)HTML\b|insertAdjacentHTML/, below('client/src/')),
    ).toEqual([]);
  });

  test('cluster-wide socket calls and recovery without authentication', () => {
    const banned = /\b(fetchSockets|socketsLeave|socketsJoin|disconnectSockets)\(|connectionStateRecovery/;
    expect(having(banned, below('server/src/'))).toEqual([]);
  });

  test('code run by the database', () => {
    expect(
      having(/\$where|mapReduce|\$function|\$accumulator/, below('server/src/').filter(notTheEngine)),
    ).toEqual([]);
  });
});

/** The embedded engine names what it refuses, and draws the documents of $sample. */
function notTheEngine({ path }: Source): boolean {
  return !path.startsWith('server/src/db/embedded/');
}
