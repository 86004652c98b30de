import { AtriumError, limits, type Mentions } from '@atrium/shared';
import { mentionsIn } from '@atrium/shared/markdown';

/** @throws {AtriumError} `invalid_input` when a message mentions too many people one by one */
export function readMentions(body: string): Mentions {
  const mentions = mentionsIn(body);
  if (mentions.members.length <= limits.mentionsPerMessage) return mentions;
  const problem = `mentions more than ${limits.mentionsPerMessage} people`;
  throw new AtriumError('invalid_input', { details: { fields: [{ path: ['body'], problem }] } });
}
