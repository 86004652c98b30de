import type * as z from 'zod';

/** Which bucket of the rate limits a command draws from. */
export type RateClass = 'read' | 'write' | 'bulk' | 'post' | 'live' | 'auth';

export interface CommandSpec<Name extends string, Input extends z.ZodType, Output extends z.ZodType> {
  /** `noun.verb`, imperative. */
  name: Name;
  /** One sentence for the API page. */
  summary: string;
  input: Input;
  output: Output;
  rate: RateClass;
  /** Who may call it at all: `anyone` needs no session. */
  access: 'anyone' | 'member';
  /** `http`: not over the socket, because it sets or clears the session's cookie. `socket`: needs a connection. */
  transport: 'both' | 'http' | 'socket';
}

interface Options<Name extends string, Input extends z.ZodType, Output extends z.ZodType> {
  name: Name;
  summary: string;
  input: Input;
  output: Output;
  rate: RateClass;
  access?: 'anyone' | 'member';
  transport?: 'both' | 'http' | 'socket';
}

/** Declares a command: the one place that says what goes in and what comes out. */
export function defineCommand<const Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
  options: Options<Name, Input, Output>,
): CommandSpec<Name, Input, Output> {
  return { access: 'member', transport: 'both', ...options };
}
