import type { NoticeReason } from '@atrium/shared';
import { reasonWords } from '../../state/index.ts';

const order: NoticeReason[] = [
  'mention',
  'direct',
  'channel_mention',
  'here_mention',
  'reply',
  'keyword',
  'all',
];
const remedies: Record<NoticeReason, string> = {
  mention: 'Set the channel to “Nothing” if you do not want even that.',
  direct: 'Set that conversation to “Nothing”.',
  channel_mention: 'Set the channel to “Nothing”.',
  here_mention: 'Set the channel to “Nothing”, or be away.',
  reply: 'Stop following the thread, with the bell at its top.',
  keyword: 'Take the word off your list above.',
  all: 'Set the channel to “Mentions and replies”.',
};

export function WhyNotices() {
  return (
    <ol className="flex flex-col gap-2.5">
      {order.map((reason) => (
        <li key={reason} className="rounded-lg bg-sunken px-3.5 py-2.5">
          <p className="text-sm">You are told {reasonWords[reason].why}.</p>
          <p className="text-ui text-muted">To be left alone: {remedies[reason]}</p>
        </li>
      ))}
    </ol>
  );
}
