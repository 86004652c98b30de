import type { NoticeReason } from '@atrium/shared';

/** Why somebody is told of something: what the other person did, and the rule that made it a notice. */
export const reasonWords: Record<NoticeReason, { did: string; why: string }> = {
  mention: { did: 'mentioned you', why: 'because your name was mentioned' },
  channel_mention: { did: 'called everybody', why: 'because everybody in the channel was called' },
  here_mention: { did: 'called those who are here', why: 'because those who were online were called' },
  reply: { did: 'replied', why: 'because you follow this thread' },
  direct: { did: 'wrote to you', why: 'because it is a direct message' },
  keyword: { did: 'wrote one of your words', why: 'because it contains one of your keywords' },
  all: { did: 'wrote', why: 'because you asked for every message of this channel' },
};
