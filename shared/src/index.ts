/** Types, limits, codes, roles, rules and the reducer: everything here is plain code without a schema library. */
export * from './ids.ts';
export * from './blank.ts';
export * from './limits.ts';
export * from './errors.ts';
export * from './roles.ts';
export * from './rules/index.ts';
export * from './journal/index.ts';
export * from './wire.ts';
export type * from './schema/member.ts';
export type * from './schema/channel.ts';
export type * from './schema/entry.ts';
export type * from './schema/own.ts';
export type * from './commands/index.ts';
