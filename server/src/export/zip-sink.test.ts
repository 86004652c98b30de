import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { zipSink } from './zip-sink.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atrium-zip-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** More than any buffer on the way holds. */
function* much(): Generator<string> {
  for (let line = 0; line < 50_000; line += 1) yield `${line} ${Math.random()}\n`;
}

test('a file that cannot be written ends what is being added, and what is added next', async () => {
  const path = join(folder, 'there.zip');
  writeFileSync(path, 'somebody else’s');
  const sink = zipSink(path);
  await expect(sink.add('a.json', much())).rejects.toThrow('EEXIST');
  await expect(sink.add('b.json', much())).rejects.toThrow('EEXIST');
  await expect(sink.finish()).rejects.toThrow('EEXIST');
});

test('content that fails ends the archive', async () => {
  const sink = zipSink(join(folder, 'a.zip'));
  const broken = (async function* () {
    yield 'one\n';
    await Promise.resolve();
    throw new Error('the database went away');
  })();
  await expect(sink.add('a.json', broken)).rejects.toThrow('the database went away');
  await expect(sink.finish()).rejects.toThrow('the database went away');
});
