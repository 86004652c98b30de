import { useState } from 'react';

export interface SizeLimits {
  key: string;
  initial: number;
  min: number;
  max: number;
}

/** A width in pixels that this device remembers. */
export function useStoredSize({ key, initial, min, max }: SizeLimits): [number, (size: number) => void] {
  const clamp = (size: number) => Math.min(max, Math.max(min, Math.round(size)));
  const [size, setSize] = useState(() => clamp(Number(localStorage.getItem(key) ?? initial) || initial));
  return [
    size,
    (next) => {
      setSize(clamp(next));
      localStorage.setItem(key, String(clamp(next)));
    },
  ];
}
