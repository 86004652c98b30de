export * from './primitives.ts';
export * from './member.ts';
export * from './channel.ts';
export * from './entry.ts';
export * from './own.ts';
