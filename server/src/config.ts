import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Anything that an operator can set. Read once, at the start; `.env.example` explains each of them. */
export const configSchema = z.strictObject({
  PORT: integer('a port from 0 to 65535', 0, 65_535).default(3000),
  HOST: text('a host name or address').default('127.0.0.1'),
  PUBLIC_URL: url('an http:// or https:// address', ['http:', 'https:'])
    .refine((value) => /^https?:\/\/[^/?#]+\/?$/.test(value), 'must be an address without a path')
    .transform((value) => new URL(value).origin)
    .optional(),
  DATA_DIR: text('a folder').default('./data'),
  MONGO_URL: url('a mongodb:// or mongodb+srv:// address', ['mongodb:', 'mongodb+srv:']).optional(),
  MONGOD_BIN: text('the path of a mongod program').optional(),
  REDIS_URL: url('a redis:// or rediss:// address', ['redis:', 'rediss:']).optional(),
  SMTP_URL: url('an smtp:// or smtps:// address', ['smtp:', 'smtps:']).optional(),
  MAIL_FROM: text('a sender such as "Atrium <atrium@example.org>"').optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal and silent',
    })
    .default('info'),
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  TRUST_PROXY: proxies('a number of proxies, or their addresses separated by commas').optional(),
  RATE_LIMITS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  DRAIN_MS: integer('milliseconds from 0 to 600000', 0, 600_000).default(15_000),
});

export type Config = z.output<typeof configSchema>;
export type ConfigKey = keyof Config;

/** A setting that cannot be used; the message is a whole sentence that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * The settings in `env`. An empty value counts as not set, so that `MONGO_URL=` in a file turns it off.
 * @throws {ConfigError} naming the first bad setting; a secret's value is never part of the message
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(configSchema.shape).flatMap((key) => (env[key] ? [[key, env[key]]] : [])),
  );
  const parsed = configSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${String(issue?.path[0])} ${issue?.message}.`);
  }
  return { ...parsed.data, DATA_DIR: resolve(parsed.data.DATA_DIR) };
}

/** The settings of this process: its environment, and under it the file `.env` of the working folder. */
export function loadConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}

/** What is allowed but probably not meant. */
export function configWarnings(config: Config): string[] {
  const warnings: string[] = [];
  if (!isLoopback(config.HOST) && config.PUBLIC_URL === undefined) {
    warnings.push(
      `HOST ${config.HOST} can be reached from other machines but PUBLIC_URL is not set: links in mails and ` +
        'invitations will be wrong, and only pages from the loopback address are let in.',
    );
  }
  if (config.REDIS_URL !== undefined && config.SESSION_SECRET === undefined) {
    warnings.push(
      'REDIS_URL is set but SESSION_SECRET is not: nodes that do not share the file `secret` of one DATA_DIR do ' +
        "not know each other's sessions.",
    );
  }
  if (config.SMTP_URL !== undefined && config.MAIL_FROM === undefined) {
    warnings.push('SMTP_URL is set but MAIL_FROM is not: no mail is sent.');
  }
  return warnings;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host);
}

function text(what: string) {
  return z.string().trim().min(1, `must be ${what}`);
}

function integer(what: string, min: number, max: number) {
  const isInRange = (value: string) =>
    /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
  return z.string().refine(isInRange, `must be ${what}`).transform(Number);
}

/** Express' `trust proxy`: how many proxies stand in front, or the addresses from which they come. */
function proxies(what: string) {
  const isAddress = (item: string) =>
    /^(loopback|linklocal|uniquelocal)$/.test(item) || isIP(item.replace(/\/\d{1,3}$/, '')) !== 0;
  const items = (value: string) => value.split(',').map((item) => item.trim());
  return z
    .string()
    .refine((value) => /^\d{1,2}$/.test(value) || items(value).every(isAddress), `must be ${what}`)
    .transform((value) => (/^\d+$/.test(value) ? Number(value) : items(value)));
}

function url(what: string, protocols: readonly string[]) {
  const isOfProtocol = (value: string) =>
    protocols.some((protocol) => value.startsWith(`${protocol}//`) && value.length > protocol.length + 2) &&
    // A MongoDB address may list several hosts with ports, which is not a URL in the sense of the standard.
    (value.startsWith('mongodb') || URL.canParse(value));
  return z.string().refine(isOfProtocol, { error: `must be ${what}`, abort: true });
}
