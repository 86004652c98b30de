import { expect, test } from 'vitest';
import { cn } from './cn.ts';

test('a later class wins over an earlier one of the same property', () => {
  expect(cn('h-9 px-3', 'h-11')).toBe('px-3 h-11');
});

test('our own sizes and shadows push out no colour', () => {
  expect(cn('text-on-accent', 'text-ui')).toBe('text-on-accent text-ui');
  expect(cn('text-ui', 'text-sm')).toBe('text-sm');
  expect(cn('shadow-bar', 'shadow-float')).toBe('shadow-float');
});
