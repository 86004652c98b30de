import { allowed, canEdit, canMention, firstDenial } from '@atrium/shared';
import { append } from '../core/command.ts';
import { readMentions } from './body.ts';
import { loadTarget, targetOf } from './target.ts';

export const edit = append('message.edit', {
  load: async (context, input) => ({
    ...(await loadTarget(context, input)),
    mentions: readMentions(input.body),
  }),
  allow: ({ actor, place }, _input, { message, flags, mentions }) =>
    firstDenial(
      () => canEdit(actor, place, message, flags),
      () => (message.mentions.everyone === null ? canMention(actor, place, mentions) : allowed),
    ),
  entry: (_context, { body }, { message, mentions }) =>
    message.body === body ? null : { kind: 'message.edited', ...targetOf(message), text: { body, mentions } },
});
