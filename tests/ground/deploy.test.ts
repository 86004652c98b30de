import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema, readConfig } from '../../server/src/config.ts';

// Docker is not needed to run the tests: what can be wrong on paper is looked for on paper.

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

type Service = {
  build?: string;
  image?: string;
  environment?: Record<string, string>;
  depends_on?: string[] | Record<string, unknown>;
  volumes?: string[];
  healthcheck?: { test: string[] };
};
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const service = (name: string): Service => compose.services[name] ?? {};

test('two equal nodes, a replica set, Redis and a proxy in front', () => {
  expect(Object.keys(compose.services).toSorted()).toEqual(['mongo', 'node1', 'node2', 'proxy', 'redis']);
  expect(service('node1')).toEqual(service('node2'));
  expect(JSON.stringify(service('mongo'))).toContain('rs.initiate');
});

test('the nodes are given settings that exist and are valid', () => {
  const environment = service('node1').environment ?? {};
  const filledIn = Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [key, value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')]),
  );
  expect(Object.keys(configSchema.shape)).toEqual(expect.arrayContaining(Object.keys(environment)));
  expect(readConfig(filledIn)).toMatchObject({ MONGO_URL: expect.stringContaining('replicaSet=atrium') });
});

test('every service, volume and file that is named is there', () => {
  for (const { depends_on: needed = [], volumes = [] } of Object.values(compose.services)) {
    const names = Array.isArray(needed) ? needed : Object.keys(needed);
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(names));
    for (const volume of volumes) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('.')) expect(read(source)).not.toBe('');
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
  }
});

test('the proxy sends to the nodes, on the port that they listen on', () => {
  const [, targets = ''] = /reverse_proxy ([^{]+)\{/.exec(read('docs/deploy/Caddyfile')) ?? [];
  expect(targets.trim().split(' ')).toEqual(['node1:3000', 'node2:3000']);
  expect(read('Dockerfile')).toContain('PORT=3000');
});

test('the image is built in stages, runs without privileges and says whether it is well', () => {
  const stages = read('Dockerfile')
    .split(/^FROM /m)
    .slice(1);
  expect(stages.length).toBeGreaterThan(1);
  const last = stages.at(-1) ?? '';
  expect(last).toMatch(/^USER node$/m);
  expect(last).toMatch(/^HEALTHCHECK/m);
  expect(last.search(/^USER/m)).toBeLessThan(last.search(/^CMD/m));
});

test('what the image copies from the tree is in the tree', () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  expect(copied).toContain('package-lock.json');
  for (const name of copied.filter((file) => /\.\w+$/.test(file))) expect(read(name), name).not.toBe('');
});
