export * from './state.ts';
export * from './unread.ts';
