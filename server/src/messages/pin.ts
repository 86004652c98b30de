import { AtriumError, canPin, limits } from '@atrium/shared';
import { append, type AppendContext } from '../core/command.ts';
import { loadTarget, targetOf } from './target.ts';

export const pin = append('message.pin', {
  load: async (context, input) => ({
    ...(await loadTarget(context, input)),
    pinned: await loadPinned(context),
  }),
  allow: ({ actor, place }, _input, { message }) => canPin(actor, place, message),
  entry: (_context, _input, { message, pinned }) => {
    if (message.pinnedAt !== null) return null;
    if (pinned >= limits.pinsPerChannel) throw new AtriumError('limit_reached');
    return { kind: 'message.pinned', ...targetOf(message) };
  },
});

async function loadPinned({ head }: AppendContext): Promise<number> {
  return (await head.pinnedMessages()).size;
}
