export * from './state.ts';
export * from './unread.ts';
export * from './lane.ts';
