import { canDelete } from '@atrium/shared';
import { append } from '../core/command.ts';
import { deletionOf, loadTarget } from './target.ts';

export const remove = append('message.delete', {
  load: loadTarget,
  allow: ({ actor, place }, _input, { message }) => canDelete(actor, place, message),
  entry: (_context, _input, { message }) => (message.deletedAt === null ? deletionOf(message) : null),
});
