import { createStore, type StoreApi } from 'zustand/vanilla';

export const formats = [
  'bold',
  'italic',
  'strike',
  'link',
  'bulletList',
  'orderedList',
  'taskList',
  'blockquote',
  'code',
  'codeBlock',
] as const;

export type Format = (typeof formats)[number];

/** The formats at the caret. Kept outside the composer, which is not drawn anew for them. */
export type ActiveFormats = StoreApi<{ active: readonly Format[] }>;

export const activeFormats = (): ActiveFormats => createStore(() => ({ active: [] }));
