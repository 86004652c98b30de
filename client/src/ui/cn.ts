import clsx, { type ClassValue } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Class names put together; a later one wins over an earlier one of the same property. */
export function cn(...parts: ClassValue[]): string {
  return twMerge(clsx(parts));
}
