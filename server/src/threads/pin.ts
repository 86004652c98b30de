import { AtriumError, canModerateThread, isOnUntil, limits } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread, requireAhead } from './root.ts';

export const pin = append('thread.pin', {
  load: async (context, input) => ({
    ...(await loadThread(context, input)),
    pinned: await context.head.pinnedThreads(),
  }),
  allow: ({ actor, place }, _input, { root }) => canModerateThread(actor, place, root, 'thread.pin'),
  entry: ({ now }, { rootSeq, until, reason }, { thread: { flags }, pinned }) => {
    requireAhead(until, now);
    if (flags.pinned?.until === until) return null;
    const others = [...pinned].filter(([seq, pin]) => seq !== rootSeq && isOnUntil(pin.until, now));
    if (others.length >= limits.threadPinsPerChannel) throw new AtriumError('limit_reached');
    return { kind: 'thread.pinned', target: rootSeq, flags: { ...flags, pinned: { until } }, reason };
  },
});
