import type { ChannelId } from '@atrium/shared';
import { expect, test, vi } from 'vitest';
import type { Connection } from '../net/connection.ts';
import { realTimers } from '../net/timers.ts';
import { ChannelNames } from './channel-names.ts';

const id = (name: string) => name as ChannelId;

test('names that the directory knows come in one go; what it does not list is not asked for again', async () => {
  const command = vi.fn<(name: string, input: { archived: boolean }) => Promise<object>>(
    (_name: string, { archived }: { archived: boolean }) =>
      Promise.resolve({
        channels: archived ? [] : [{ channel: { id: 'gardening-1', name: 'gardening' } }],
        next: null,
      }),
  );
  const names = new ChannelNames({ command } as unknown as Connection, realTimers);
  names.want(id('gardening-1'));
  names.want(id('secret-1'));
  await new Promise<void>((resolve) => names.changed.on(resolve));
  expect(names.get(id('gardening-1'))).toBe('gardening');
  expect(names.get(id('secret-1'))).toBeNull();
  // Once for what is open, once for what is archived.
  expect(command).toHaveBeenCalledTimes(2);
  names.want(id('gardening-1'));
  names.want(id('secret-1'));
  names.want(id('other-1'));
  await new Promise<void>((resolve) => names.changed.on(resolve));
  // Only what was new made it ask again.
  expect(command).toHaveBeenCalledTimes(4);
});
