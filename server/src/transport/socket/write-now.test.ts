import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { queuedIn, writeNow } from './write-now.ts';

const open: { destroy(): void }[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Two ends of one connection: what the server writes to, and who reads it. */
async function pair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [near] = (await once(server, 'connection')) as [Socket];
  server.close();
  open.push(near, far);
  far.on('error', () => undefined);
  near.on('error', () => undefined);
  return { near, far };
}

/** The first write of a process is an ordinary one. */
async function learnt(): Promise<{ near: Socket; far: Socket }> {
  const both = await pair();
  writeNow(both.near, Buffer.from('-'));
  await once(both.far, 'data');
  return both;
}

const numbered = (index: number, length: number) => Buffer.alloc(length, `${index},`);
const digest = (chunks: Buffer[]) => createHash('sha256').update(Buffer.concat(chunks)).digest('hex');

test('goes past the stream, once an ordinary write was seen', async () => {
  const { near, far } = await learnt();
  const ordinary = vi.spyOn(near, 'write');
  writeNow(near, Buffer.from('hello'));
  const [bytes] = (await once(far, 'data')) as [Buffer];
  expect(bytes.toString()).toBe('hello');
  expect(ordinary).not.toHaveBeenCalled();
});

test('says whether the system took it, which is when nothing is queued', async () => {
  const { near, far } = await learnt();
  expect(writeNow(near, Buffer.from('hello'))).toBe(true);
  expect(queuedIn(near)).toBe(0);
  far.pause();
  const bytes = Buffer.alloc(1_000_000);
  let taken = 0;
  while (taken < 100 && writeNow(near, bytes)) taken += 1;
  expect(taken).toBeLessThan(100);
  expect(queuedIn(near)).toBeGreaterThan(0);
  // Behind what waits.
  expect(writeNow(near, Buffer.from('more'))).toBe(false);
  near.destroy();
  expect(() => writeNow(near, Buffer.from('too late'))).not.toThrow();
});

test('whoever does not read yet gets everything in the end, in the order in which it was written', async () => {
  const lengths = fc.array(
    fc.record({ length: fc.integer({ min: 1, max: 400_000 }), isOrdinary: fc.boolean() }),
    { minLength: 20, maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(lengths, fc.integer({ min: 0, max: 19 }), async (writes, readsFrom) => {
      const { near, far } = await learnt();
      const got: Buffer[] = [];
      far.pause();
      far.on('data', (bytes: Buffer) => got.push(bytes));
      const sent = writes.map(({ length }, index) => numbered(index, length));
      for (const [index, bytes] of sent.entries()) {
        if (index === readsFrom) far.resume();
        if (writes[index]?.isOrdinary) near.write(bytes);
        else writeNow(near, bytes);
        if (index % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      near.end();
      await once(far, 'end');
      expect(digest(got)).toBe(digest(sent));
      expect(queuedIn(near)).toBe(0);
    }),
    { numRuns: 15 },
  );
});

test('what the system does not take is counted', async () => {
  const { near, far } = await learnt();
  far.pause();
  const bytes = Buffer.alloc(1_000_000);
  // The kernel takes some megabytes of it.
  for (let count = 0; count < 20; count += 1) writeNow(near, bytes);
  const queued = queuedIn(near);
  expect(queued).toBeGreaterThan(5_000_000);
  writeNow(near, bytes);
  expect(queuedIn(near)).toBe(queued + bytes.length);
  far.resume();
  await vi.waitFor(() => expect(queuedIn(near)).toBe(0), { timeout: 20_000 });
});

test('a connection that is gone is closed, and nothing is thrown', async () => {
  const { near, far } = await learnt();
  far.pause();
  for (let count = 0; count < 20; count += 1) writeNow(near, Buffer.alloc(1_000_000));
  const closed = new Promise((resolve) => near.once('close', resolve));
  far.resetAndDestroy();
  await closed;
  writeNow(near, Buffer.from('anybody?'));
  expect(near.destroyed).toBe(true);
});

test('where the handle is another one the write is an ordinary one', async () => {
  const { near, far } = await learnt();
  const handle = (near as unknown as { _handle: object })._handle;
  Object.defineProperty(handle, 'constructor', { value: class TLSWrap {} });
  const ordinary = vi.spyOn(near, 'write');
  writeNow(near, Buffer.from('hello'));
  const [bytes] = (await once(far, 'data')) as [Buffer];
  expect(bytes.toString()).toBe('hello');
  expect(ordinary).toHaveBeenCalledTimes(1);
});
