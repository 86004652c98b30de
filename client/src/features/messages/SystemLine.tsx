import type { Channel, ChannelId, UpdateEntry } from '@atrium/shared';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCompany } from '../../state/index.ts';
import { formatClock, formatDuration, formatFull, formatMoment } from '../time/format.ts';
import { Name } from './MemberName.tsx';

/** Within a sentence colour alone would not do. As links in messages are (`prose.css`). */
const inlineLink =
  'text-accent-ink underline decoration-current/35 underline-offset-[0.18em] hover:decoration-current';

/** What happened in the channel, said once and quietly. */
export function SystemLine({
  entry,
  channelId,
  inThread,
}: {
  entry: UpdateEntry;
  channelId: ChannelId;
  inThread: boolean;
}) {
  return (
    <p className="px-5 py-1 pl-[calc(var(--avatar-size)+2rem)] text-xs break-words text-muted max-md:px-4 max-md:pl-[calc(var(--avatar-size)+1.75rem)]">
      <Sentence entry={entry} channelId={channelId} inThread={inThread} />{' '}
      <time
        dateTime={new Date(entry.at).toISOString()}
        title={formatFull(entry.at)}
        className="text-2xs whitespace-nowrap text-faint"
      >
        {formatClock(entry.at)}
      </time>
    </p>
  );
}

type Policy = { [Key in 'postingPolicy' | 'slowModeMs']?: Channel[Key] | undefined };

function policyWords({ postingPolicy, slowModeMs }: Policy): string {
  const said = [
    postingPolicy === 'moderators' && 'let only moderators post',
    postingPolicy === 'everyone' && 'let everybody post',
    slowModeMs === 0 && 'ended slow mode',
    slowModeMs && `set slow mode: one message in ${formatDuration(slowModeMs)}`,
  ].filter(Boolean);
  return said.join(' and ') || 'changed who may post, or how often';
}

function because(reason: string): ReactNode {
  return reason ? <span className="text-muted">: “{reason}”</span> : null;
}

const threadVerbs: Partial<Record<UpdateEntry['kind'], string>> = {
  'thread.pinned': 'pinned',
  'thread.unpinned': 'unpinned',
  'thread.locked': 'locked',
  'thread.unlocked': 'unlocked',
  'thread.muted': 'muted',
  'thread.unmuted': 'unmuted',
  'thread.resolved': 'resolved',
  'thread.reopened': 'reopened',
  'thread.stayed': 'could not move',
};

function Sentence({
  entry,
  channelId,
  inThread,
}: {
  entry: UpdateEntry;
  channelId: ChannelId;
  inThread: boolean;
}): ReactNode {
  const by = <Name id={entry.authorId} />;
  switch (entry.kind) {
    case 'channel.created':
      return <>{by} created the channel</>;
    case 'channel.renamed':
      return (
        <>
          {by} renamed the channel to #{entry.set.name}
        </>
      );
    case 'channel.described':
      return entry.set.topic ? (
        <>
          {by} set the topic: {entry.set.topic}
        </>
      ) : (
        <>{by} changed what the channel is about</>
      );
    case 'channel.archived':
      return <>{by} archived the channel</>;
    case 'channel.unarchived':
      return <>{by} took the channel out of the archive</>;
    case 'channel.policy_set':
      return (
        <>
          {by} {policyWords(entry.set)}
        </>
      );
    case 'channel.shared':
      return <Shared entry={entry} />;
    case 'member.joined':
      return <>{by} joined</>;
    case 'member.added':
      return (
        <>
          {by} added <Name id={entry.standing.memberId} />
        </>
      );
    case 'member.role_set':
      return (
        <>
          {by} made <Name id={entry.standing.memberId} /> a {entry.standing.role}
        </>
      );
    case 'member.muted':
      return (
        <>
          {by} muted <Name id={entry.standing.memberId} />
          {entry.standing.mutedUntil ? ` until ${formatMoment(entry.standing.mutedUntil)}` : ''}
          {because(entry.reason)}
        </>
      );
    case 'member.unmuted':
      return (
        <>
          {by} let <Name id={entry.standing.memberId} /> speak again
        </>
      );
    case 'member.left':
      return <>{by} left</>;
    case 'member.removed':
      return (
        <>
          {by} removed <Name id={entry.memberId} />
          {because(entry.reason)}
        </>
      );
    case 'message.pinned':
    case 'message.unpinned':
      return (
        <>
          {by} {entry.kind === 'message.pinned' ? 'pinned' : 'unpinned'}{' '}
          <Link
            to="/c/$channelId/$seq"
            params={{ channelId, seq: String(entry.target) }}
            className={inlineLink}
          >
            a message
          </Link>
        </>
      );
    case 'thread.pinned':
    case 'thread.unpinned':
    case 'thread.locked':
    case 'thread.unlocked':
    case 'thread.muted':
    case 'thread.unmuted':
    case 'thread.resolved':
    case 'thread.reopened':
    case 'thread.stayed':
      return (
        <>
          {by} {threadVerbs[entry.kind]}{' '}
          <TheThread channelId={channelId} rootSeq={entry.target} inThread={inThread} />
          {because(entry.reason)}
        </>
      );
    case 'thread.moved':
      return (
        <>
          {by} moved <TheThread channelId={channelId} rootSeq={entry.target} inThread={inThread} /> to another
          channel{because(entry.reason)}
        </>
      );
    case 'thread.arrived':
      return (
        <>
          {by} moved {inThread ? 'this thread' : 'a thread'} here from another channel
        </>
      );
    case 'thread.titled':
      return (
        <>
          {by} gave <TheThread channelId={channelId} rootSeq={entry.target} inThread={inThread} /> a title
        </>
      );
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'noop':
      return null;
  }
}

function TheThread({
  channelId,
  rootSeq,
  inThread,
}: {
  channelId: ChannelId;
  rootSeq: number;
  inThread: boolean;
}) {
  if (inThread) return 'this thread';
  return (
    <Link to="/c/$channelId" params={{ channelId }} search={{ thread: rootSeq }} className={inlineLink}>
      a thread
    </Link>
  );
}

function Shared({ entry }: { entry: Extract<UpdateEntry, { set: unknown }> }) {
  const company = useCompany(entry.set.sharedWith?.at(-1) ?? null);
  return (
    <>
      <Name id={entry.authorId} /> let people of{' '}
      <span className="font-medium text-guest-ink">{company?.name ?? 'another company'}</span> in
    </>
  );
}
