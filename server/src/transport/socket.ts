/**
 * The socket side of the one door: `emitWithAck('message.post', input)`. It knows bytes, handshakes and limits, and
 * nothing of commands; what is pushed comes from core/delivery.ts.
 */
import { AtriumError, type Reply } from '@atrium/shared';
import type { Express } from 'express';
import { Counter, Gauge } from 'prom-client';
import type { Context } from '../context.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Core } from '../core/core.ts';
import { comeBack } from '../core/database-errors.ts';
import type { Registry } from '../core/delivery/registry.ts';
import type { Dispatch } from '../core/dispatch.ts';
import type { Live } from '../core/live.ts';
import { type TrustProxy, visitorAddress } from './socket/address.ts';
import { Connection, type ConnectionServices } from './socket/connection.ts';
import { drainSockets } from './socket/drain-sockets.ts';
import { createSocketServer } from './socket/server.ts';
import { createSessionsWatch, type SessionsWatch } from './socket/sessions-watch.ts';
import { createSlowReaders } from './socket/slow-readers.ts';

export interface SocketsOptions {
  context: Pick<Context, 'config' | 'log' | 'metrics' | 'http' | 'express' | 'drain'>;
  core: Core;
  live: Live;
  dispatch: Dispatch;
  cluster: Pick<Cluster, 'begin' | 'isBlind'>;
}

/** Takes connections on the HTTP server. */
export function setUpSockets(options: SocketsOptions): SessionsWatch {
  const { context, core } = options;
  const { registry, turn, feed, presence } = options.live;
  const { config, log, http, drain } = context;
  const { clock, delivery, auth, authenticate } = core;
  const slow = createSlowReaders(clock);
  const counted = countSockets(context, registry, () => slow.size);
  const sessions = createSessionsWatch({ registry, authenticate, forget: auth.forget, delivery, clock, log });
  feed.onEnd(sessions.end);
  feed.onMember((member) => {
    sessions.memberChanged(member);
    presence.memberChanged(member);
  });

  const services: ConnectionServices = {
    outlet: { turn, slow, clock },
    run: (connection, name, input, requestId) => run(options, connection, { name, input, requestId }),
    sendHeads: delivery.sendHeads,
    ended: (connection, why) => {
      counted.ended(why);
      if (why === 'slow') log.warn({ memberId: connection.memberId }, 'a reader was too slow and was let go');
    },
  };
  const server = createSocketServer({
    http,
    config,
    log,
    clock,
    authenticate,
    addressOf: (request) => visitorAddress(request, trustOf(context.express)),
    isDraining: drain.isDraining,
    socketsOf: ({ memberId }) => registry.of(memberId)?.readers.length ?? 0,
    services,
    attach: async (connection) => {
      if (!registry.of(connection.memberId)) await options.cluster.begin(connection.memberId);
      await delivery.attach(connection);
      presence.connected(connection.memberId, connection.id);
    },
    detach: (connection) => {
      delivery.detach(connection);
      presence.disconnected(connection.memberId, connection.id);
    },
  });
  drain.onDrain({
    name: 'sockets',
    run: async () => {
      const connections = [...registry.readers()].filter((reader) => reader instanceof Connection);
      await drainSockets(connections, config.DRAIN_MS / 4);
      slow.close();
      sessions.close();
      await server.close();
    },
  });
  return sessions;
}

function trustOf(app: Express): TrustProxy {
  return app.get('trust proxy fn') as TrustProxy;
}

/** The member is looked up for each command: a role or a deactivation counts from the next one on. */
async function run(
  { core, cluster, dispatch }: SocketsOptions,
  connection: Connection,
  { name, input, requestId }: { name: string; input: unknown; requestId: string },
): Promise<Reply<unknown>> {
  const refuse = (error: AtriumError): Reply<unknown> => ({ ok: false, error: error.toBody(requestId) });
  if (cluster.isBlind()) return refuse(comeBack());
  const { memberId } = connection;
  try {
    if (!isLiving(core, connection) && !(await renew(core, connection))) {
      setImmediate(() => connection.end('revoked', 0));
      return refuse(new AtriumError('session_revoked'));
    }
    const { role, companyId } = connection.caller;
    const member = core.directory.peek(memberId) ?? (await core.directory.get(memberId));
    if (!member || member.deactivatedAt !== null) {
      setImmediate(() => connection.end('revoked', 0));
      return refuse(new AtriumError('deactivated'));
    }
    if (role !== member.role || companyId !== member.companyId) {
      connection.caller = { ...connection.caller, role: member.role, companyId: member.companyId };
      core.delivery.recheck(memberId, core.clock());
    }
    return await dispatch(name, input, {
      transport: 'socket',
      caller: connection.caller,
      connection,
      requestId,
    });
  } catch (error) {
    core.log.error({ err: error, requestId, command: name }, 'a command failed outside its handler');
    return refuse(error instanceof AtriumError ? error : comeBack(error));
  }
}

function isLiving(core: Core, { caller: { proof } }: Connection): boolean {
  return proof.kind !== 'session' || proof.expiresAt > core.clock();
}

/** A session in use lives on: only when the end that is known here has passed is it asked for again. */
async function renew(core: Core, connection: Connection): Promise<boolean> {
  const caller = await core.authenticate(connection.credentials);
  if (caller) connection.caller = caller;
  return caller !== null;
}

function countSockets({ metrics }: Pick<Context, 'metrics'>, registry: Registry, lagging: () => number) {
  const registers = [metrics.registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('atrium_sockets', 'Connected clients', () => registry.size);
  gauge('atrium_sockets_lagging', 'Connected clients that do not take what they are sent', lagging);
  const ended = new Counter({
    name: 'atrium_sockets_ended_total',
    help: 'Connections that the server ended',
    labelNames: ['why'],
    registers,
  });
  return { ended: (why: string) => ended.inc({ why }) };
}
