import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/** What people wrote, and what lets somebody in: such keys are never logged, at whatever depth they stand. */
const secretKeys = [
  'authorization',
  'body',
  'cookie',
  'draft',
  'html',
  'password',
  'secret',
  'set-cookie',
  'text',
  'token',
];
const secretKey = new RegExp(`^(${secretKeys.join('|')}|.*(password|secret|token))$`, 'i');
const maxDepth = 6;

/** A copy of `value` that may be logged: secrets replaced, errors reduced to what tells the fault. */
export function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value;
  if (depth === maxDepth) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  // An id of the database, for one, says itself; what has no text of its own says at least its class.
  // oxlint-disable-next-line typescript/no-base-to-string
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretKey.test(key) && item !== undefined ? '[redacted]' : redact(item, depth + 1),
    ]),
  );
}

/** Not the error's other properties: a write error of the driver carries the whole document. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const code = 'code' in error ? { code: error.code } : {};
  const cause =
    error.cause === undefined || depth >= maxDepth ? {} : { cause: redact(error.cause, depth + 1) };
  return { name: error.name, ...code, message: error.message, stack: error.stack, ...cause };
}

const options: LoggerOptions = {
  base: null,
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: {
    level: (label) => ({ level: label }),
    log: (fields) => redact(fields) as Record<string, unknown>,
  },
  // What a child logger is made with does not pass formatters.log.
  redact: { paths: secretKeys.map((key) => `["${key}"]`), censor: '[redacted]' },
  // Errors are described above, by formatters.log.
  serializers: { err: (error: unknown) => error },
};

/** JSON lines on standard output; readable lines where a person watches and pino-pretty is installed. */
export async function openLog(config: Pick<Config, 'LOG_LEVEL'>): Promise<Log> {
  return createLog(
    config,
    process.stdout.isTTY ? await openPretty() : pino.destination({ fd: 1, sync: true }),
  );
}

export function createLog(config: Pick<Config, 'LOG_LEVEL'>, destination: DestinationStream): Log {
  return pino({ ...options, level: config.LOG_LEVEL }, destination);
}

async function openPretty(): Promise<DestinationStream> {
  try {
    const { default: pretty } = await import('pino-pretty');
    return pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', sync: true });
  } catch {
    // A production install has no development dependencies: JSON lines then.
    return pino.destination({ fd: 1, sync: true });
  }
}
