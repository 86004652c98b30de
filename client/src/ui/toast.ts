import { Toast } from '@base-ui/react/toast';

export const toasts = Toast.createToastManager();

/** A short message at the edge of the screen; for what has no better place. */
export function toast(
  title: string,
  options: {
    description?: string;
    kind?: 'plain' | 'error';
    action?: { label: string; onSelect: () => void };
  } = {},
): void {
  const { description, kind = 'plain', action } = options;
  toasts.add({
    title,
    type: kind,
    priority: kind === 'error' ? 'high' : 'low',
    timeout: kind === 'error' ? 8_000 : 5_000,
    ...(description ? { description } : {}),
    ...(action ? { actionProps: { children: action.label, onClick: action.onSelect } } : {}),
  });
}
