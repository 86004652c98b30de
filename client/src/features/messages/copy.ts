import { toast } from '../../ui/toast.ts';

export function copyText(text: string, confirmation: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast(confirmation),
    () => toast('The browser did not allow copying.', { kind: 'error' }),
  );
}
