import { limits } from '@atrium/shared';
import { inDigits } from '../../ui/count.ts';
import { toast } from '../../ui/toast.ts';

/** Whether a text is longer than a message may be; who wrote it is told so, and keeps it. */
export function isTooLong(text: string): boolean {
  if (text.length <= limits.messageBodyLength) return false;
  const [length, most] = [text.length, limits.messageBodyLength].map(inDigits);
  toast(`That is too long: ${length} characters, and a message has ${most} at most.`, { kind: 'error' });
  return true;
}
