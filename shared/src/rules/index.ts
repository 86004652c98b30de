export * from './verdict.ts';
export * from './place.ts';
export * from './messages.ts';
export * from './threads.ts';
export * from './channels.ts';
export * from './preferences.ts';
