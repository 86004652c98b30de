/** Takes a request to its command and its outcome to a reply. */
import { entries, field, isNumber, type Raw, rawDocument, stringOf, Type } from './bson/raw.ts';
import { toDouble } from './bson/decimal.ts';
import { documentOf, toDocument } from './bson/write.ts';
import { isWritingPipeline } from './commands/aggregate.ts';
import { explainCommand } from './commands/explain.ts';
import { commands } from './commands/index.ts';
import { type Answer, type Command, Invocation } from './commands/invocation.ts';
import type { Engine } from './engine.ts';
import { codeName, CommandError } from './errors.ts';
import { checkDatabase } from './store/catalog.ts';
import { retryToken, storedReply, storeReply } from './store/retries.ts';
import type { Dispatch } from './wire/connection.ts';
import type { Request } from './wire/frames.ts';

/** Called for an error that is not the client's: a defect or a failing disk. */
export type ReportError = (error: unknown, command: string) => void;

export function createDispatch(engine: Engine, report: ReportError): Dispatch {
  return (request, connectionId) => {
    engine.commands += 1;
    let name = '';
    try {
      const call = new Invocation(engine, request.body, request.database, connectionId);
      name = call.name;
      const answer = run(call, request);
      if (answer instanceof Promise)
        return answer.then(encode, (error: unknown) => failure(error, name, report));
      return encode(answer);
    } catch (error) {
      return failure(error, name, report);
    }
  };
}

function run(call: Invocation, request: Request): Answer | Promise<Answer> {
  const command = commands.get(call.name);
  if (!command) throw new CommandError('CommandNotFound', `no such command: '${call.name}'`);
  if (request.kind === 'message' && request.database === '')
    throw new CommandError(40571, 'OP_MSG requests require a $db argument');
  if (request.kind === 'message') checkDatabase(request.database);
  if (request.kind === 'query' && !/^(hello|ismaster)$/i.test(call.name)) {
    throw new CommandError(
      352,
      `Unsupported OP_QUERY command: ${call.name}. The client driver may require an upgrade.`,
    );
  }
  if (call.engine.stopping && !/^(hello|ismaster|ping|endSessions)$/i.test(call.name))
    throw new CommandError('ShutdownInProgress', 'The server is shutting down');
  if (call.args.has('startTransaction') || call.args.has('autocommit'))
    retryToken(new Map([...call.args, ['txnNumber', call.args.get('txnNumber') ?? call.body]]));
  if (call.name === 'aggregate' && call.boolean('explain')) return explainCommand(call, 'queryPlanner');
  const writes =
    command.writes === true || (call.name === 'aggregate' && isWritingPipeline(call.args.get('pipeline')));
  return writes ? write(call, command) : command.run(call);
}

async function write(call: Invocation, command: Command): Promise<Answer> {
  const unmet = concernError(call.args.get('writeConcern'));
  const token = retryToken(call.args);
  const { env } = call.engine;
  const result = await env.write(() => {
    const before = token && storedReply(env, token);
    if (before) return before;
    const reply = encode(command.run(call) as Answer);
    if (token) storeReply(env, token, reply);
    return reply;
  });
  return unmet ? withField(result, 'writeConcernError', unmet) : result;
}

/**
 * One durable node: every write is on disk before it is answered, which is more than `w: 1` asks and
 * what `majority` and `j` ask. More members than there are can never answer: the write is done and the
 * error of its concern is added to the reply.
 */
function concernError(concern: Raw | undefined): Record<string, unknown> | undefined {
  if (!concern?.isObject) return undefined;
  const w = field(concern, 'w');
  if (w && isNumber(w.type) && toDouble(w) > 1) {
    return { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg: 'Not enough data-bearing nodes' };
  }
  if (w && isNumber(w.type) && toDouble(w) < 0) {
    throw new CommandError('FailedToParse', 'w has to be a non-negative number and not greater than 50');
  }
  if (w?.type === Type.string && stringOf(w) !== 'majority') {
    throw new CommandError(
      79,
      `No write concern mode named '${stringOf(w)}' found in replica set configuration`,
      {
        codeName: 'UnknownReplWriteConcern',
      },
    );
  }
  return undefined;
}

function withField(reply: Buffer, name: string, value: object): Buffer {
  return documentOf([...entries(rawDocument(reply)), [name, toDocument(value)]]).bytes();
}

function encode(answer: Answer): Buffer {
  return Buffer.isBuffer(answer) ? answer : toDocument({ ...answer, ok: 1 }).bytes();
}

function failure(error: unknown, name: string, report: ReportError): Buffer {
  if (error instanceof CommandError) {
    const named = error.fields['codeName'];
    return toDocument({
      ok: 0,
      errmsg: error.message,
      code: error.code,
      codeName: typeof named === 'string' ? named : codeName(error.code),
      ...error.fields,
    }).bytes();
  }
  report(error, name);
  const message = error instanceof Error ? error.message : String(error);
  return toDocument({ ok: 0, errmsg: `${name}: ${message}`, code: 1, codeName: 'InternalError' }).bytes();
}
