import type { ChannelId, MemberId } from '@atrium/shared';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useChannelName, useMember, useSession } from '../../state/index.ts';
import { LazyBoundary } from '../../ui/LazyBoundary.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { LazyMemberCard } from '../people/LazyMemberCard.tsx';
import { unknownChannel } from '../people/use-names.ts';

const Highlighted = lazy(() => import('./Highlighted.tsx'));

function Mention({ memberId }: { memberId: MemberId }) {
  const member = useMember(memberId);
  const session = useSession();
  const self = session.state === 'signed_in' && session.me.id === memberId;
  return (
    <Popover
      title={member?.name ?? 'Somebody'}
      className="w-72 p-0"
      trigger={
        <button type="button" className="mention" data-self={self || undefined}>
          @{member?.name ?? 'somebody'}
        </button>
      }
    >
      <LazyMemberCard memberId={memberId} />
    </Popover>
  );
}

function ChannelLink({ channelId }: { channelId: ChannelId }) {
  const name = useChannelName(channelId);
  return (
    <Link to="/c/$channelId" params={{ channelId }} className="mention">
      #{name ?? unknownChannel}
    </Link>
  );
}

function Everyone({ what }: { what: 'channel' | 'here' }) {
  return (
    <span className="mention" data-self>
      @{what}
    </span>
  );
}

function CodeBlock({ code, language }: { code: string; language: string | null }) {
  return (
    // Wide lines scroll inside the block; a keyboard must be able to get there.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre tabIndex={0} aria-label={language ? `Code in ${language}` : 'Code'}>
      <code>
        {language ? (
          <LazyBoundary fallback={() => code}>
            <Suspense fallback={code}>
              <Highlighted code={code} language={language} />
            </Suspense>
          </LazyBoundary>
        ) : (
          code
        )}
      </code>
    </pre>
  );
}

export const markdownComponents = { Mention, ChannelLink, Everyone, CodeBlock };
