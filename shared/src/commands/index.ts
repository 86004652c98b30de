/** The registry: every command there is, by name. */
import type * as z from 'zod';
import * as accounts from './accounts.ts';
import * as channels from './channels.ts';
import type { CommandSpec } from './define.ts';
import * as messages from './messages.ts';
import * as own from './own.ts';
import * as people from './people.ts';
import * as threads from './threads.ts';
import * as transfers from './transfers.ts';
import * as workspace from './workspace.ts';

export * from './accounts.ts';
export * from './channels.ts';
export * from './define.ts';
export * from './messages.ts';
export * from './own.ts';
export * from './people.ts';
export * from './results.ts';
export * from './threads.ts';
export * from './transfers.ts';
export * from './workspace.ts';

type Values<Record> = Record[keyof Record];
type Specs<Module> = Extract<Values<Module>, CommandSpec<string, z.ZodType, z.ZodType>>;
type AnySpec =
  | Specs<typeof accounts>
  | Specs<typeof channels>
  | Specs<typeof messages>
  | Specs<typeof own>
  | Specs<typeof people>
  | Specs<typeof threads>
  | Specs<typeof transfers>
  | Specs<typeof workspace>;

export type CommandName = AnySpec['name'];
export type CommandOf<Name extends CommandName> = Extract<AnySpec, { name: Name }>;
/** What a caller gives. */
export type CommandInput<Name extends CommandName> = z.input<CommandOf<Name>['input']>;
/** What the server works with, once parsed: defaults filled in. */
export type ParsedInput<Name extends CommandName> = z.output<CommandOf<Name>['input']>;
export type CommandResult<Name extends CommandName> = z.output<CommandOf<Name>['output']>;

function isSpec(value: unknown): value is AnySpec {
  return (
    typeof value === 'object' && value !== null && 'summary' in value && 'input' in value && 'output' in value
  );
}

const modules: object[] = [accounts, channels, messages, own, people, threads, transfers, workspace];

/** Every command by its name. A `Map`, so that a hostile name such as `__proto__` finds nothing. */
export const commands: ReadonlyMap<string, AnySpec> = new Map(
  modules.flatMap((module) => Object.values(module).filter(isSpec)).map((spec) => [spec.name, spec]),
);
