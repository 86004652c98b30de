/** One call of a command: its arguments, checked for names that the command does not know. */
import { toDouble } from '../bson/decimal.ts';
import { entries, field, isNumber, items, type Raw, stringOf, Type } from '../bson/raw.ts';
import { typeName } from '../bson/format.ts';
import type { Engine } from '../engine.ts';
import { CommandError } from '../errors.ts';
import { CommandBody, SequenceRaw } from '../wire/frames.ts';
import { letVariables, type Variables } from '../query/expression.ts';

/** Arguments that every command takes. */
const generic = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'writeConcern',
  'readConcern',
  'maxTimeMS',
  'comment',
  '$audit',
  '$client',
  '$configServerState',
  'help',
  'allowImplicitCollectionCreation',
  'mayBypassWriteBlocking',
  '$traceCtx',
  '$queryOptions',
  'queryOptions',
  'serialization',
  'rawData',
]);

export class Invocation {
  readonly engine: Engine;
  readonly name: string;
  readonly body: Raw;
  readonly database: string;
  readonly connectionId: number;
  readonly args: Map<string, Raw>;

  constructor(engine: Engine, body: Raw, database: string, connectionId: number) {
    this.engine = engine;
    this.body = body;
    this.database = database;
    this.connectionId = connectionId;
    this.args = new Map(entries(body));
    this.name = this.args.keys().next().value ?? '';
    if (body instanceof CommandBody) for (const [name, list] of body.sequences) this.args.set(name, list);
  }

  /** A copy that runs another command found within this one, as explain does. */
  within(body: Raw): Invocation {
    return new Invocation(this.engine, body, this.database, this.connectionId);
  }

  /** Throws IDLUnknownField (40415) for a name that is in neither list. */
  allow(...names: string[]): void {
    for (const name of this.args.keys()) {
      if (name !== this.name && !generic.has(name) && !names.includes(name)) {
        throw new CommandError(40415, `BSON field '${this.name}.${name}' is an unknown field.`, {
          codeName: 'IDLUnknownField',
        });
      }
    }
  }

  /** The collection that the command's first argument names. Throws InvalidNamespace (73). */
  get namespace(): string {
    const value = this.args.get(this.name);
    if (value?.type !== Type.string) {
      throw new CommandError(
        'InvalidNamespace',
        `collection name has invalid type ${value ? typeName(value.type) : 'missing'}`,
      );
    }
    const name = stringOf(value);
    if (name === '' || name.includes('\0'))
      throw new CommandError('InvalidNamespace', `Invalid namespace specified '${this.database}.${name}'`);
    return `${this.database}.${name}`;
  }

  #typed(name: string, test: (value: Raw) => boolean, wanted: string): Raw | undefined {
    const value = this.args.get(name);
    if (value === undefined || value.type === Type.null || value.type === Type.undefined) return undefined;
    if (!test(value)) {
      throw new CommandError(
        'TypeMismatch',
        `BSON field '${this.name}.${name}' is the wrong type '${typeName(value.type)}', expected type '${wanted}'`,
      );
    }
    return value;
  }

  document(name: string): Raw | undefined {
    return this.#typed(name, (value) => value.isObject, 'object');
  }

  array(name: string): Raw[] | undefined {
    const value = this.#typed(name, (each) => each.isArray, 'array');
    if (value instanceof SequenceRaw) return [...value.documents];
    return value && items(value);
  }

  string(name: string): string | undefined {
    const value = this.#typed(name, (each) => each.type === Type.string, 'string');
    return value && stringOf(value);
  }

  boolean(name: string): boolean {
    const value = this.#typed(name, (each) => each.type === Type.bool || isNumber(each.type), 'bool');
    if (!value) return false;
    return value.type === Type.bool ? value.buf[value.start] === 1 : toDouble(value) !== 0;
  }

  integer(name: string): number | undefined {
    const value = this.#typed(name, (each) => isNumber(each.type), 'long');
    return value && Math.trunc(toDouble(value));
  }

  /** As `integer`, refusing negative values with BadValue-like 51024. */
  natural(name: string): number | undefined {
    const value = this.integer(name);
    if (value !== undefined && value < 0) {
      throw new CommandError(51024, `BSON field '${name}' value must be >= 0, actual value '${value}'`);
    }
    return value;
  }

  hint(name = 'hint'): string | Record<string, number> | undefined {
    return hintOf(this.args.get(name));
  }

  variables(): Variables {
    return letVariables(this.document('let'));
  }

  /** A collation other than the simple one would change what is equal: it is refused. */
  refuseCollation(source: Raw | undefined = this.args.get('collation')): void {
    if (!source?.isObject) return;
    const locale = field(source, 'locale');
    if (entries(source).length === 0 || (locale?.type === Type.string && stringOf(locale) === 'simple'))
      return;
    throw new CommandError('CommandNotSupported', 'collation is not supported by this engine');
  }
}

export function hintOf(value: Raw | undefined): string | Record<string, number> | undefined {
  if (!value || value.type === Type.null) return undefined;
  if (value.type === Type.string) return stringOf(value) === '' ? undefined : stringOf(value);
  if (!value.isObject) throw new CommandError('FailedToParse', 'Hint must be a string or an object');
  const pattern = entries(value).map(([path, direction]) => [path, toDouble(direction)] as const);
  return pattern.length === 0 ? undefined : Object.fromEntries(pattern);
}

/** A command's answer: fields of a reply, or the finished bytes of one. */
export type Answer = Record<string, unknown> | Buffer;

export interface Command {
  run(invocation: Invocation): Answer | Promise<Answer>;
  /** Changes data: runs in a write transaction, is remembered for retries. */
  writes?: boolean;
}
