/**
 * What a command's file exports. There is one door: whichever way a command came, the dispatcher parses it with the
 * command's schema, spends its rate limit, asks `allow`, runs it and answers. A handler without `allow` does not compile.
 */
import type {
  Actor,
  ChannelId,
  CommandName,
  CommandResult,
  Entry,
  JournalState,
  ParsedInput,
  Place,
  Verdict,
} from '@atrium/shared';
import type { Caller } from './caller.ts';
import type { Core } from './core.ts';
import type { Reader } from './delivery/reader.ts';
import type { EntryDraft, Head, Journal } from './journal/types.ts';

/** What every handler is given besides its input. */
export interface CommandContext {
  core: Core;
  caller: Caller;
  actor: Actor;
  /** The connection that the command came by; null over HTTP. */
  connection: Reader | null;
  requestId: string;
  /** The server's clock, read once for the command: milliseconds since 1970. */
  now: number;
}

/** A command that anyone may call has no caller: it gets the address and what it needs to set or clear a cookie. */
export interface OpenContext {
  core: Core;
  caller: Caller | null;
  requestId: string;
  now: number;
  request: RequestFacts;
}

/** Facts about the request for the few commands that sign in and out. Never a socket or an Express object. */
export interface RequestFacts {
  address: string;
  userAgent: string;
  cookie: string | undefined;
  /** Appends a Set-Cookie header to the answer. HTTP only. */
  setCookie(cookie: string): void;
}

/** Reads, or changes what is in no journal. */
export interface PlainHandler<Name extends CommandName> {
  kind: 'plain';
  name: Name;
  /** Fetches what the rule needs to look at. Runs before `allow`; may throw `not_found`. */
  load: (context: CommandContext, input: ParsedInput<Name>) => unknown;
  allow: (context: CommandContext, input: ParsedInput<Name>, loaded: never) => Verdict;
  run: (context: CommandContext, input: ParsedInput<Name>, loaded: never) => Promise<CommandResult<Name>>;
}

export interface PlainOptions<Name extends CommandName, Loaded> {
  load?: (context: CommandContext, input: ParsedInput<Name>) => Promise<Loaded> | Loaded;
  allow: (context: CommandContext, input: ParsedInput<Name>, loaded: Loaded) => Verdict;
  run: (context: CommandContext, input: ParsedInput<Name>, loaded: Loaded) => Promise<CommandResult<Name>>;
}

/** Declares the handler of a command that reads, or changes what is in no journal. */
export function plain<Name extends CommandName, Loaded = undefined>(
  name: Name,
  options: PlainOptions<Name, Loaded>,
): PlainHandler<Name> {
  return { kind: 'plain', name, load: options.load ?? (() => undefined), ...options } as PlainHandler<Name>;
}

/** Declares the handler of a command that needs no session (`access: 'anyone'`): it guards itself, by tokens and limits. */
export interface OpenHandler<Name extends CommandName> {
  kind: 'open';
  name: Name;
  run: (context: OpenContext, input: ParsedInput<Name>) => Promise<CommandResult<Name>>;
}

export function open<Name extends CommandName>(name: Name, run: OpenHandler<Name>['run']): OpenHandler<Name> {
  return { kind: 'open', name, run };
}

/** Commands that append to a channel's journal name the channel and carry a clientId. */
export type AppendName = {
  [Name in CommandName]: ParsedInput<Name> extends { channelId: ChannelId; clientId: string } ? Name : never;
}[CommandName];

/** The channel as of the head that the entry would follow, and who asks. `load` may be asked again at a newer head. */
export interface AppendContext extends CommandContext {
  journal: Journal;
  /** Reads rows as of `state`, which may be ahead of the journal's: rules look at the channel through this alone. */
  head: Head;
  state: JournalState;
  place: Place;
}

export interface AppendHandler<Name extends AppendName> {
  kind: 'append';
  name: Name;
  load: (context: AppendContext, input: ParsedInput<Name>) => unknown;
  allow: (context: AppendContext, input: ParsedInput<Name>, loaded: never) => Verdict;
  entry: (context: AppendContext, input: ParsedInput<Name>, loaded: never) => EntryDraft | null;
  awaitRows?: boolean;
}

export interface AppendOptions<Name extends AppendName, Loaded> {
  /**
   * Fetches rows that the rule looks at (a target message, its thread), as of `state`. It is called again whenever
   * another writer won the head, so it must not keep anything. Absent on the send path, which reads no database.
   */
  load?: (context: AppendContext, input: ParsedInput<Name>) => Promise<Loaded> | Loaded;
  /** Checked at the head that the entry would follow, and again at each newer one. */
  allow: (context: AppendContext, input: ParsedInput<Name>, loaded: Loaded) => Verdict;
  /** Pure: what to append, or null when things already are as asked (answered with `changed: false`). */
  entry: (context: AppendContext, input: ParsedInput<Name>, loaded: Loaded) => EntryDraft | null;
  /** Answers once the rows say it as well: who is where is looked up there by whatever comes next. */
  awaitRows?: boolean;
}

/** Declares the handler of a command that appends one entry; its answer is where the entry landed. */
export function append<Name extends AppendName, Loaded = undefined>(
  name: Name,
  options: AppendOptions<Name, Loaded>,
): AppendHandler<Name> {
  return { kind: 'append', name, load: options.load ?? (() => undefined), ...options } as AppendHandler<Name>;
}

/** Of any command: a union over their names, so that an array of handlers keeps them. */
export type Handler = {
  [Name in CommandName]:
    | PlainHandler<Name>
    | OpenHandler<Name>
    | (Name extends AppendName ? AppendHandler<Name> : never);
}[CommandName];

export type { Entry };
