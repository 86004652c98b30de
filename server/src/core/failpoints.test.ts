import { expect, test } from 'vitest';
import { ConfigError } from '../config.ts';
import { readFailpoints } from './failpoints.ts';

test('a failpoint counts in tests alone: any other server that finds one set does not start', () => {
  expect(readFailpoints({ NODE_ENV: 'test', ATRIUM_FAILPOINT: 'clock=-3600000' })).toEqual({
    clockOffsetMs: -3_600_000,
  });
  expect(readFailpoints({ NODE_ENV: 'production' })).toEqual({ clockOffsetMs: 0 });
  for (const NODE_ENV of ['production', 'development', '', undefined]) {
    expect(() => readFailpoints({ NODE_ENV, ATRIUM_FAILPOINT: 'clock=1' })).toThrow(ConfigError);
  }
  for (const ATRIUM_FAILPOINT of ['clock=soon', 'nap', 'crash_after_commit,']) {
    expect(() => readFailpoints({ NODE_ENV: 'test', ATRIUM_FAILPOINT })).toThrow(ConfigError);
  }
});
