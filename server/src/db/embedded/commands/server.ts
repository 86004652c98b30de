/** Settings, state and sessions of the server. */
import os from 'node:os';
import { Long, UUID } from 'bson';
import { toDouble } from '../bson/decimal.ts';
import { isNumber, stringOf, Type } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';
import { noTransactions } from '../store/retries.ts';
import { version } from './handshake.ts';
import type { Command } from './invocation.ts';

export const serverStatus: Command = {
  run: ({ engine }) => ({
    host: engine.address.me,
    version,
    process: 'atrium',
    pid: Long.fromNumber(process.pid),
    uptime: Math.floor((Date.now() - engine.startedAt) / 1000),
    localTime: new Date(),
    connections: { current: engine.connections },
    opcounters: { command: Long.fromNumber(engine.commands) },
    metrics: { cursor: { open: { total: engine.cursors.size } } },
    mem: { resident: Math.round(process.memoryUsage().rss / 1e6), bits: 64 },
    storageEngine: {
      name: 'lmdb',
      persistent: true,
      supportsCommittedReads: true,
      commits: Long.fromNumber(engine.env.commits),
      checkpoints: Long.fromNumber(engine.env.checkpoints),
    },
    ok: 1,
  }),
};

export const hostInfo: Command = {
  run: () => ({
    system: {
      currentTime: new Date(),
      hostname: os.hostname(),
      cpuAddrSize: 64,
      memSizeMB: Math.round(os.totalmem() / 1e6),
      numCores: os.cpus().length,
      cpuArch: os.arch(),
    },
    os: { type: os.type(), name: os.platform(), version: os.release() },
    extra: {},
  }),
};

export const getParameter: Command = {
  run(call) {
    const all: Record<string, unknown> = {
      ttlMonitorSleepSecs: call.engine.ttlMonitorSleepSecs,
      featureCompatibilityVersion: { version: '7.0' },
    };
    const every = call.args.get('getParameter');
    if (every?.type === Type.string && stringOf(every) === '*') return all;
    const found = Object.fromEntries(Object.entries(all).filter(([name]) => call.args.has(name)));
    if (Object.keys(found).length === 0) throw new CommandError('InvalidOptions', 'no option found to get');
    return found;
  },
};

export const setParameter: Command = {
  run(call) {
    const value = call.args.get('ttlMonitorSleepSecs');
    if (!value)
      throw new CommandError(
        'InvalidOptions',
        `attempted to set unrecognized parameter [${[...call.args.keys()].at(1) ?? ''}], use help:true to see options`,
      );
    const seconds = isNumber(value.type) ? toDouble(value) : NaN;
    if (!(seconds > 0))
      throw new CommandError(
        'BadValue',
        `Invalid value for parameter ttlMonitorSleepSecs: ${seconds} is not greater than or equal to 1`,
      );
    const was = call.engine.ttlMonitorSleepSecs;
    call.engine.ttlMonitorSleepSecs = seconds;
    call.engine.onTtlInterval();
    return { was };
  },
};

export const getLog: Command = { run: () => ({ totalLinesWritten: 0, log: [] }) };
export const getCmdLineOpts: Command = { run: () => ({ argv: ['atrium'], parsed: {} }) };

export const startSession: Command = {
  run: () => ({ id: { id: new UUID() }, timeoutMinutes: 30 }),
};

/** Sessions hold nothing here but the results of retryable writes, which have their own expiry. */
export const acceptSessions: Command = { run: () => ({}) };

export const refuseTransaction: Command = {
  run() {
    throw new CommandError('OperationNotSupportedInTransaction', noTransactions);
  },
};
