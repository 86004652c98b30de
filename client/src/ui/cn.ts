import clsx, { type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

/** It must know our own names: `text-ui` is a size, and would else push out a colour such as `text-on-accent`. */
const twMerge = extendTailwindMerge({
  extend: {
    classGroups: {
      'font-size': [{ text: ['2xs', 'ui', 'body'] }],
      shadow: [{ shadow: ['float', 'bar'] }],
    },
  },
});

/** Class names put together; a later one wins over an earlier one of the same property. */
export function cn(...parts: ClassValue[]): string {
  return twMerge(clsx(parts));
}
