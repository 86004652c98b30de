/**
 * The one door: whichever way a command came, it is parsed with its schema, spends its rate limit, is allowed or not, runs
 * and is answered. Nothing that a handler throws gets past here unnamed, and nothing that somebody wrote into a log.
 */
import { AtriumError, type ErrorCode, type FieldProblem, type Reply } from '@atrium/shared';
import { commands } from '@atrium/shared/commands';
import { Histogram } from 'prom-client';
import type * as z from 'zod';
import type { Caller } from './caller.ts';
import type { CommandContext, Handler, OpenHandler, PlainHandler, RequestFacts } from './command.ts';
import type { Core } from './core.ts';
import { toAtriumError } from './database-errors.ts';
import type { Reader } from './delivery/reader.ts';
import { createAppendRunner } from './dispatch-append.ts';
import { contextOf } from './dispatch-context.ts';
import { demand } from './place.ts';
import type { RateLimits, Spender } from './rate-limits.ts';
import { newcomerMs } from './rate-limits.ts';

/** How a command came, and from whom. */
export type Origin =
  | { transport: 'socket'; caller: Caller; connection: Reader; requestId: string }
  | { transport: 'http'; caller: Caller | null; request: RequestFacts; requestId: string }
  /** The server itself, in a member's name. */
  | { transport: 'server'; caller: Caller; requestId: string };

/** Runs a command by name. Never rejects. */
export type Dispatch = (name: string, input: unknown, origin: Origin) => Promise<Reply<unknown>>;

export interface DispatchOptions {
  /** Checks what handlers answer against their schemas: in tests and development. */
  checkOutput?: boolean;
}

/** A command that takes longer is worth a line in the log. */
const slowMs = 1_000;

export function createDispatcher(
  core: Core,
  handlers: readonly Handler[],
  rateLimits: Pick<RateLimits, 'spend'>,
  { checkOutput = process.env['NODE_ENV'] === 'test' }: DispatchOptions = {},
): Dispatch {
  const byName = new Map<string, Handler>(handlers.map((handler) => [handler.name, handler]));
  const record = createRecorder(core);
  const runAppend = createAppendRunner(core);

  const run = async (name: string, rawInput: unknown, origin: Origin): Promise<unknown> => {
    const spec = commands.get(name);
    const handler = byName.get(name);
    if (!spec || !handler) throw new AtriumError('unknown_command');
    if (spec.transport !== 'both' && origin.transport !== 'server' && origin.transport !== spec.transport) {
      throw new AtriumError('invalid_input', { message: `this command goes over ${spec.transport} only` });
    }
    if (spec.access === 'member') refuseStrangers(origin);
    const input = parse(spec.input, rawInput);
    if (origin.transport !== 'server') await rateLimits.spend(spec.rate, spenderOf(core, origin));
    const result = await runHandler(core, handler, input, origin, runAppend);
    return checkOutput ? checked(name, spec.output, result) : result;
  };

  return async (name, rawInput, origin) => {
    const startedAt = performance.now();
    try {
      const result = await run(name, rawInput, origin);
      record(name, origin, performance.now() - startedAt, null, null);
      return { ok: true, result };
    } catch (thrown) {
      const error = toAtriumError(thrown);
      record(name, origin, performance.now() - startedAt, error, thrown);
      // Of a fault of ours the caller learns the id to quote, no more.
      const told = error.code === 'internal' ? new AtriumError('internal') : error;
      return { ok: false, error: told.toBody(origin.requestId) };
    }
  };
}

function refuseStrangers({ caller }: Origin): void {
  if (!caller) throw new AtriumError('unauthenticated');
  if (caller.deactivated) throw new AtriumError('deactivated');
}

function parse(schema: z.ZodType, rawInput: unknown): unknown {
  // A command without input may be sent without one.
  const parsed = schema.safeParse(rawInput ?? {});
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap(fieldsOf).slice(0, 20);
  throw new AtriumError('invalid_input', { details: { fields } });
}

function fieldsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code !== 'unrecognized_keys') return [{ path, problem: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key.slice(0, 64)], problem: 'unknown field' }));
}

function spenderOf({ directory, clock }: Core, origin: Origin): Spender {
  const { caller } = origin;
  const address = origin.transport === 'http' ? origin.request.address : (caller?.address ?? '');
  if (!caller) return { address, member: null };
  const createdAt = directory.peek(caller.memberId)?.createdAt;
  const isNewcomer = createdAt !== undefined && clock() - createdAt < newcomerMs;
  return { address, member: { id: caller.memberId, isGuest: caller.companyId !== null, isNewcomer } };
}

function runHandler(
  core: Core,
  handler: Handler,
  input: unknown,
  origin: Origin,
  runAppend: ReturnType<typeof createAppendRunner>,
): Promise<unknown> {
  if (handler.kind === 'open') return runOpen(core, handler as unknown as OpenHandler<never>, input, origin);
  const { caller, requestId } = origin;
  if (!caller) throw new AtriumError('unauthenticated');
  const connection = origin.transport === 'socket' ? origin.connection : null;
  const context = contextOf(core, caller, connection, requestId);
  if (handler.kind === 'append') return runAppend(handler as never, context, input as never);
  // The name of a command is what its input and its handler share; a map by name cannot say so.
  return runPlain(handler as unknown as PlainHandler<never>, context, input as never);
}

async function runPlain(
  handler: PlainHandler<never>,
  context: CommandContext,
  input: never,
): Promise<unknown> {
  const loaded = (await handler.load(context, input)) as never;
  demand(handler.allow(context, input, loaded));
  return handler.run(context, input, loaded);
}

async function runOpen(
  core: Core,
  handler: OpenHandler<never>,
  input: unknown,
  origin: Origin,
): Promise<unknown> {
  const { caller, requestId } = origin;
  const request = origin.transport === 'http' ? origin.request : noRequest(caller);
  return handler.run({ core, caller, requestId, now: core.clock(), request }, input as never);
}

/** Over a socket there is no answer to put a cookie on; commands that need one are for HTTP alone. */
function noRequest(caller: Caller | null): RequestFacts {
  const setCookie = () => {
    throw new Error('a cookie cannot be set over a socket');
  };
  return { address: caller?.address ?? '', userAgent: '', cookie: undefined, setCookie };
}

function checked(name: string, schema: z.ZodType, result: unknown): unknown {
  const parsed = schema.safeParse(result);
  if (parsed.success) return result;
  throw new Error(`${name} answered with something else than it promises: ${parsed.error.message}`);
}

type Recorder = (
  name: string,
  origin: Origin,
  ms: number,
  error: AtriumError | null,
  thrown: unknown,
) => void;

/** One line and one sample for each command: its name, who, how long, with what code; never what was in it. */
function createRecorder({ log, metrics }: Core): Recorder {
  const histogram = new Histogram({
    name: 'atrium_command_seconds',
    help: 'How long commands took, by name and by what they were answered with',
    labelNames: ['command', 'code'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics.registry],
  });
  const labelled = new Map<string, { observe(seconds: number): void }>();
  const observe = (name: string, code: ErrorCode | 'ok', seconds: number) => {
    // A name that is no command's came from outside: it must not become a label.
    const command = commands.has(name) ? name : 'unknown';
    const key = `${command} ${code}`;
    let sample = labelled.get(key);
    if (!sample) labelled.set(key, (sample = histogram.labels(command, code)));
    sample.observe(seconds);
  };
  return (name, origin, ms, error, thrown) => {
    observe(name, error?.code ?? 'ok', ms / 1000);
    const level =
      error?.code === 'internal' ? 'error' : ms > slowMs || error?.code === 'retry_later' ? 'warn' : 'debug';
    if (!log.isLevelEnabled(level)) return;
    const command = commands.has(name) ? name : 'unknown';
    const { requestId, transport, caller } = origin;
    const line = {
      command,
      requestId,
      transport,
      memberId: caller?.memberId,
      ms: Math.round(ms),
      code: error?.code ?? 'ok',
    };
    if (level === 'debug') log.debug(line, 'command');
    else log[level](thrown === null ? line : { ...line, err: thrown }, 'command');
  };
}
