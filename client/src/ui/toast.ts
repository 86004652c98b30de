import { create } from 'zustand';

export interface ToastInput {
  title: string;
  description?: string;
  kind: 'plain' | 'error';
  action?: { label: string; onSelect: () => void };
}

/** What waits to be shown: the code that shows it is fetched with the first one. */
export const useToastQueue = create<{ waiting: readonly ToastInput[] }>(() => ({ waiting: [] }));

/** A short message at the edge of the screen; for what has no better place. */
export function toast(title: string, options: Partial<Omit<ToastInput, 'title'>> = {}): void {
  useToastQueue.setState(({ waiting }) => ({ waiting: [...waiting, { title, kind: 'plain', ...options }] }));
}
