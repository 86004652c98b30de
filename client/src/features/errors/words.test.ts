import { AtriumError, errorCodes, type ErrorCode } from '@atrium/shared';
import { afterEach, expect, test, vi } from 'vitest';
import { noAnswer } from '../../net/errors.ts';
import { errorWords, wordsFor } from './words.ts';

afterEach(() => vi.restoreAllMocks());
const online = (isOnline: boolean) => vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(isOnline);

test('each refusal has words, none of which promises what nobody does', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    expect(errorWords({ code }), code).toMatch(/^[A-Z].*\.$/);
    expect(errorWords({ code }), code).not.toMatch(/will be tried/);
  }
});

test('without a network it is the network that is named, unless a server has answered', () => {
  online(false);
  for (const error of [noAnswer('offline'), new TypeError('failed to fetch')])
    expect(wordsFor(error)).toMatch(/^You are offline/);
  expect(wordsFor(new AtriumError('forbidden'))).toBe('You may not do that here.');
});

test('with one it is the server', () => {
  online(true);
  expect(wordsFor(noAnswer('timeout'))).toMatch(/^The server cannot do that right now/);
  expect(wordsFor(new TypeError('a fault of ours'))).toBe('Something went wrong on the server.');
});
