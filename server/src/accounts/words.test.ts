import { describe, expect, test } from 'vitest';
import { limits } from '@atrium/shared';
import { handle } from '@atrium/shared/schema';
import { deviceWords } from './device-words.ts';
import { handleCandidates } from './handles.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('a device in words', () => {
  test.each([
    [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/140.0.0.0 Safari/537.36`, 'Chrome on Linux'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36 Edg/140.0`,
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [`Mozilla/5.0 (Linux; Android 15; K) ${webkit} Chrome/140.0 Mobile Safari/537.36`, 'Chrome on Android'],
    ['curl/8.14.1', 'curl'],
    ['', 'Unknown device'],
    ['<script>alert(1)</script>', 'Unknown device'],
  ])('%s', (userAgent, words) => expect(deviceWords(userAgent)).toBe(words));
});

describe('a handle for who named none', () => {
  test.each([
    ['Ana María López', null, 'ana.maria.lopez'],
    ['O’Neil  &  Söhne', null, 'o.neil.sohne'],
    ['山田太郎', 'taro.yamada@example.org', 'taro.yamada'],
    ['🎉', 'ü@example.org', 'u'],
    ['🎉', null, 'member'],
    ['x'.repeat(limits.memberNameLength), null, 'x'.repeat(limits.memberHandleLength)],
  ])('%s', (name, email, first) => expect(handleCandidates(name, email).next().value).toBe(first));

  test('each candidate is a valid handle, and no two are the same', () => {
    for (const name of [
      'Ana',
      'Ana María López Fernández de la Torre',
      'a b c d e f g h i j k l m n o p q r s t',
      '...',
      'x'.repeat(80),
    ]) {
      const candidates = [...handleCandidates(name, null)];
      for (const candidate of candidates) expect(handle.safeParse(candidate).success, candidate).toBe(true);
      expect(new Set(candidates).size).toBe(candidates.length);
    }
  });
});
