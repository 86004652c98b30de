import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { chooseEngine, readChoice, writeChoice } from './engine-choice.ts';

let folder: string;
let data: string;
let bin: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atrium-choice-'));
  data = join(folder, 'data');
  bin = join(folder, 'mongod');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = (settings: Record<string, string> = {}) => readConfig({ DATA_DIR: data, ...settings });
const installMongod = () => {
  writeFileSync(bin, '#!/bin/sh\n');
  chmodSync(bin, 0o755);
};

test('a new folder takes the mongod of MONGOD_BIN or of the PATH, else the embedded engine', async () => {
  expect(await chooseEngine(config(), folder)).toEqual({ kind: 'embedded' });
  installMongod();
  const mongod = { kind: 'mongod', binary: bin, port: undefined };
  expect(await chooseEngine(config(), `/nowhere:${folder}`)).toEqual(mongod);
  expect(await chooseEngine(config({ MONGOD_BIN: bin }), '')).toEqual(mongod);
});

test('a folder keeps the engine it began with', async () => {
  await writeChoice(data, { engine: 'embedded' });
  installMongod();
  expect(await chooseEngine(config(), folder)).toEqual({ kind: 'embedded' });
  await writeChoice(data, { engine: 'mongod', port: 27_333 });
  expect(await chooseEngine(config(), folder)).toEqual({ kind: 'mongod', binary: bin, port: 27_333 });
});

test('a folder whose mongod is gone says how to move', async () => {
  await writeChoice(data, { engine: 'mongod', port: 27_333 });
  await expect(chooseEngine(config(), '/nowhere')).rejects.toThrow(
    /MONGOD_BIN.*npm run backup.*npm run restore/,
  );
});

test('MONGO_URL beats the folder, which is left as it is', async () => {
  await writeChoice(data, { engine: 'mongod', port: 27_333 });
  const external = config({ MONGO_URL: 'mongodb://db.example.org/?replicaSet=rs0' });
  expect(await chooseEngine(external, '')).toEqual({
    kind: 'external',
    url: 'mongodb://db.example.org/?replicaSet=rs0',
  });
  expect(await readChoice(data)).toEqual({ engine: 'mongod', port: 27_333 });
});

test('a MONGOD_BIN that cannot be run is named, whatever else is on the PATH', async () => {
  installMongod();
  chmodSync(bin, 0o644);
  await expect(chooseEngine(config({ MONGOD_BIN: bin }), folder)).rejects.toThrow(
    `MONGOD_BIN ${bin} cannot be run.`,
  );
});

test.each(['', '{"engine":', '{"engine":"sqlite"}', '{"engine":"mongod"}'])(
  'a choice that reads %j stops the start rather than beginning anew',
  async (text) => {
    await writeChoice(data, { engine: 'embedded' });
    writeFileSync(join(data, 'engine.json'), text);
    await expect(chooseEngine(config(), '')).rejects.toThrow('does not name an engine');
  },
);
