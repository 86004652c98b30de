import type { CSSProperties } from 'react';
import { cn } from './cn.ts';

export type PresenceState = 'online' | 'away' | 'offline';

interface Props {
  name: string;
  /** What the colour is made from; stays the same when the name changes. */
  id: string;
  size?: number;
  presence?: PresenceState | undefined;
  dnd?: boolean;
  square?: boolean;
  className?: string;
}

/** Initials on a colour that always is the same for the same person; its place says who, so it is silent to a reader. */
export function Avatar({ name, id, size = 36, presence, dnd = false, square = false, className }: Props) {
  const style = {
    width: size,
    height: size,
    fontSize: Math.round(size * 0.39),
    background: `oklch(var(--avatar-l) var(--avatar-c) ${hueOf(id)})`,
  } satisfies CSSProperties;
  return (
    <span aria-hidden className={cn('relative inline-flex shrink-0', className)}>
      <span
        style={style}
        className={cn(
          'inline-flex items-center justify-center font-semibold text-white select-none',
          square ? 'rounded-[28%]' : 'rounded-[32%]',
        )}
      >
        {initialsOf(name)}
      </span>
      {presence && presence !== 'offline' && (
        <PresenceDot
          state={presence}
          dnd={dnd}
          className={cn(
            'absolute -right-0.5 -bottom-0.5 ring-2 ring-(--avatar-ring,var(--c-canvas))',
            size < 28 && 'size-1.5',
          )}
        />
      )}
    </span>
  );
}

export function PresenceDot({
  state,
  dnd = false,
  className,
}: {
  state: PresenceState;
  dnd?: boolean;
  className?: string;
}) {
  return (
    <span
      className={cn(
        'inline-flex size-2.5 items-center justify-center rounded-full',
        state === 'online'
          ? 'bg-online'
          : 'bg-(--avatar-ring,var(--c-canvas)) shadow-[inset_0_0_0_1.5px_var(--c-line-strong)]',
        state === 'away' && 'shadow-[inset_0_0_0_2px_var(--c-online)]',
        className,
      )}
    >
      {dnd && <span className="h-0.5 w-3/5 rounded-full bg-canvas" />}
    </span>
  );
}

/** FNV-1a, then mixed: ids that differ in one sign must not look alike. */
function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) % 360;
}

/** First letters of the first and the last word; signs before a letter are passed over. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  return (firstOf(words[0]) + (words.length > 1 ? firstOf(words.at(-1)) : '')).toUpperCase() || '?';
}

function firstOf(word: string | undefined): string {
  const letter = /[\p{L}\p{N}]/u.exec(word ?? '')?.[0];
  return letter ?? String.fromCodePoint(word?.codePointAt(0) ?? 0x20).trim();
}
