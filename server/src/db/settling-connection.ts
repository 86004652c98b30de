/**
 * A connection whose commands always settle. The driver (mongodb 7.8) waits for `drain` when a socket does not take all of
 * a command at once, and a socket that closes, or was being closed already when it was written to, never drains: the
 * command is then neither answered nor refused, ever. For a command that is one channel that stands still on this node;
 * for a heartbeat it is a server that is never looked for again. Here the end of the socket ends the wait, after which the
 * driver itself finds the connection closed and refuses the command with a network error.
 */
import type { MongoClientOptions } from 'mongodb';
import type { Socket } from 'node:net';
import { createRequire } from 'node:module';

type ConnectionType = new (stream: Socket, options: object) => object;

// The driver keeps the class to itself, and takes another in its place as `connectionType`.
const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
  Connection: ConnectionType;
};

export class SettlingConnection extends Connection {
  constructor(stream: Socket, options: object) {
    super(stream, options);
    // After the driver's own listener, which notes the error.
    stream.once('close', () => stream.emit('drain'));
  }
}

export const settlingConnections = { connectionType: SettlingConnection } as MongoClientOptions;
