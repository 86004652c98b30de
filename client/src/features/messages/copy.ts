import { toast } from '../../ui/toast.ts';

export function copyText(text: string, done: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast(done),
    () => toast('The browser did not allow copying.', { kind: 'error' }),
  );
}
