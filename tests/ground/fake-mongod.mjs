#!/usr/bin/env node
// Stands in for mongod where only the life of its process matters: takes its arguments, answers the few commands
// that a start and a stop need, ends on SIGTERM. With FAKE_MONGOD_FAILS it ends at once, as on a broken folder.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deserialize, Long, serialize } from 'bson';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const { values: args } = parseArgs({
  options: {
    dbpath: text,
    logpath: text,
    port: text,
    bind_ip: text,
    replSet: text,
    wiredTigerCacheSizeGB: text,
    nounixsocket: flag,
    logappend: flag,
  },
});
const address = `${String(args.bind_ip)}:${String(args.port)}`;
const initiated = join(args.dbpath, 'initiated');
const say = (line) => appendFileSync(args.logpath, `${line}\n`);

say(`arguments ${JSON.stringify(process.argv.slice(2))}`);
if (process.env['FAKE_MONGOD_FAILS']) {
  say('Unrecoverable: the folder is broken');
  process.exit(14);
}

function end(why) {
  say(`ended by ${why}`);
  process.exit(0);
}

process.on('SIGTERM', () => end('SIGTERM'));

const commands = {
  ping: () => ({ ok: 1 }),
  listCollections: () => ({
    ok: 1,
    cursor: { id: Long.ZERO, ns: 'atrium.$cmd.listCollections', firstBatch: [] },
  }),
  endSessions: () => ({ ok: 1 }),
  hello: () => ({
    ok: 1,
    helloOk: true,
    isWritablePrimary: existsSync(initiated),
    ...(existsSync(initiated) && {
      setName: args.replSet,
      hosts: [address],
      me: address,
    }),
    minWireVersion: 0,
    maxWireVersion: 21,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
  }),
  replSetInitiate: () => {
    if (existsSync(initiated))
      return { ok: 0, code: 23, codeName: 'AlreadyInitialized', errmsg: 'already initialized' };
    writeFileSync(initiated, '');
    return { ok: 1 };
  },
  shutdown: () => end('shutdown'),
};

function run(command) {
  const name = Object.keys(command)[0];
  const known = name === 'ismaster' || name === 'isMaster' ? 'hello' : name;
  return (
    commands[known]?.() ?? {
      ok: 0,
      code: 59,
      codeName: 'CommandNotFound',
      errmsg: `no such command: ${name}`,
    }
  );
}

/** OP_MSG (2013), and OP_QUERY (2004) with which a driver introduces itself. */
function answer(message) {
  const [requestId, opcode] = [message.readInt32LE(4), message.readInt32LE(12)];
  const isQuery = opcode === 2004;
  const command = deserialize(message.subarray(isQuery ? message.indexOf(0, 20) + 9 : 21));
  const body = serialize(run(command));
  const prefix = Buffer.alloc(isQuery ? 20 : 5);
  if (isQuery) prefix.writeInt32LE(1, 16);
  const header = Buffer.alloc(16);
  [header.length + prefix.length + body.length, 1, requestId, isQuery ? 1 : 2013].forEach((n, i) =>
    header.writeInt32LE(n, i * 4),
  );
  return Buffer.concat([header, prefix, body]);
}

createServer((socket) => {
  let received = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
      const length = received.readInt32LE(0);
      socket.write(answer(received.subarray(0, length)));
      received = received.subarray(length);
    }
  });
}).listen(Number(args.port), args.bind_ip);
