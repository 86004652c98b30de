export * from './mentions.ts';
