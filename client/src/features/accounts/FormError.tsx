import { CircleAlert } from 'lucide-react';

export function FormError({ words }: { words: string | null }) {
  if (!words) return null;
  return (
    <p
      role="alert"
      className="flex items-start gap-2 rounded-lg bg-danger-soft px-3 py-2.5 text-ui text-danger-ink"
    >
      <CircleAlert className="mt-0.5 size-4 shrink-0" />
      {words}
    </p>
  );
}
