import { AtriumError, canReact, limits, type Message } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadTarget, targetOf } from './target.ts';

export const react = append('message.react', {
  load: loadTarget,
  allow: ({ actor, place }, _input, { message, flags }) => canReact(actor, place, message, flags),
  entry: ({ actor }, { emoji, on }, { message }) => {
    const reaction = message.reactions.find((one) => one.emoji === emoji);
    const isOn = reaction?.memberIds.includes(actor.memberId) ?? false;
    if (isOn === on) return null;
    if (on) requireRoom(message, reaction === undefined);
    return { kind: 'message.reacted', ...targetOf(message), emoji, on };
  },
});

/** @throws {AtriumError} `limit_reached` */
function requireRoom({ reactions }: Message, isNew: boolean): void {
  const count = reactions.reduce((sum, { memberIds }) => sum + memberIds.length, 0);
  const isFull = isNew && reactions.length >= limits.reactionsDistinctPerMessage;
  if (isFull || count >= limits.reactionsPerMessage) throw new AtriumError('limit_reached');
}
