export * from './entry-kinds.ts';
export * from './lane.ts';
export * from './message.ts';
export * from './state.ts';
export * from './thread.ts';
export * from './unread.ts';
