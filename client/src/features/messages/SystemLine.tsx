import type { ChannelId, UpdateEntry } from '@atrium/shared';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCompany } from '../../state/index.ts';
import { formatClock, formatFull, formatMoment } from '../time/format.ts';
import { Name } from './MemberName.tsx';

/** What happened in the channel, said once and quietly. */
export function SystemLine({ entry, channelId }: { entry: UpdateEntry; channelId: ChannelId }) {
  return (
    <p className="flex items-baseline gap-3 px-5 py-1 text-xs text-muted max-md:px-4">
      <time
        dateTime={new Date(entry.at).toISOString()}
        title={formatFull(entry.at)}
        className="w-(--avatar-size) shrink-0 text-right text-2xs text-faint tabular-nums"
      >
        {formatClock(entry.at)}
      </time>
      <span className="min-w-0 break-words">
        <Sentence entry={entry} channelId={channelId} />
      </span>
    </p>
  );
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
};

function Sentence({ entry, channelId }: { entry: UpdateEntry; channelId: ChannelId }): ReactNode {
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
      return <>{by} changed who may post, or how often</>;
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
            className="text-accent-ink hover:underline"
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
      return (
        <>
          {by} {threadVerbs[entry.kind]}{' '}
          <Link
            to="/c/$channelId"
            params={{ channelId }}
            search={{ thread: entry.target }}
            className="text-accent-ink hover:underline"
          >
            a thread
          </Link>
          {because(entry.reason)}
        </>
      );
    case 'thread.titled':
      return (
        <>
          {by} gave{' '}
          <Link
            to="/c/$channelId"
            params={{ channelId }}
            search={{ thread: entry.target }}
            className="text-accent-ink hover:underline"
          >
            a thread
          </Link>{' '}
          a title
        </>
      );
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'noop':
      return null;
  }
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
