/**
 * How far storing alone goes in Atrium's shape: Socket.IO as it comes, which writes what waits as one insert of the journal's
 * own rows, in the way that the journal does, and emits each message once that is on disk. Nobody is asked who they are,
 * nothing is checked, and no command is answered.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChannelId, type ClientId, type MemberId, newId, type Seq } from '@atrium/shared';
import { Server } from 'socket.io';
import { readConfig } from '../../server/src/config.ts';
import { createJournalIndexes } from '../../server/src/core/journal/models.ts';
import { createMongoEntryStore } from '../../server/src/core/journal/mongo-entry-store.ts';
import { type EntryRow, toRow } from '../../server/src/core/journal/row.ts';
import { openDatabase } from '../../server/src/db/connect.ts';
import { createLog } from '../../server/src/log.ts';
import { temporaryFolder } from './temporary.ts';

interface Post {
  room: string;
  body: string;
}

const dataDir = await temporaryFolder('storing');
const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' });
const db = await openDatabase(config, createLog(config, process.stderr));
await createJournalIndexes(db.connection);
const store = createMongoEntryStore(db.connection, {}, db.insert);

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
const authorId = newId<MemberId>();
const channels = new Map<string, { id: ChannelId; head: number }>();
const nobody = { members: [], everyone: null };
/** As long as one. */
const aDigest = '0'.repeat(22);
let waiting: Post[] = [];
let isWriting = false;

io.on('connection', (socket) => {
  const room = String(socket.handshake.auth['room']);
  void socket.join(room);
  socket.on('post', (body: string) => {
    waiting.push({ room, body });
    if (isWriting) return;
    isWriting = true;
    setImmediate(() => void writeAll());
  });
});

async function writeAll(): Promise<void> {
  while (waiting.length > 0) {
    const posts = waiting;
    waiting = [];
    await store.insert(posts.map(rowOf));
    for (const { room, body } of posts) io.to(room).emit('entries', body);
  }
  isWriting = false;
}

function rowOf({ room, body }: Post): EntryRow {
  let channel = channels.get(room);
  if (!channel) channels.set(room, (channel = { id: newId<ChannelId>(), head: 0 }));
  const seq = (channel.head += 1) as Seq;
  const entry = {
    seq,
    at: Date.now(),
    authorId,
    n: seq,
    kind: 'message' as const,
    clientId: newId<ClientId>(),
    rootSeq: null,
    rn: 0,
    body,
    action: false,
    mentions: nobody,
    reactions: [],
    files: [],
    pinnedAt: null,
    editedAt: null,
    deletedAt: null,
    updatedSeq: seq,
  };
  return toRow(channel.id, { entry, digest: aDigest });
}

process.once('SIGTERM', () => {
  void db.close().then(() => process.exit(0));
});
http.listen(0, '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }));
