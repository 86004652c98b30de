import type { ChannelId, MemberId, Seq } from '@atrium/shared';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { lazy, useEffect, useState } from 'react';
import { type ChannelView, useChannel, useWorkspacePermissions } from '../../state/index.ts';
import { type ChannelSearch, seqOf } from '../../app/search.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { wordsFor } from '../errors/words.ts';
import { Header } from '../frame/Header.tsx';
import { rememberChannel } from '../frame/last-channel.ts';
import { Split } from '../frame/Split.tsx';
import { ChannelHeader } from './ChannelHeader.tsx';
import { ChannelMessages } from './ChannelMessages.tsx';
import { usePermalink } from './use-permalink.ts';
import { LazyPart } from '../frame/LazyPart.tsx';

const ThreadPane = lazy(() => import('../threads/ThreadPane.tsx'));
const ThreadList = lazy(() => import('../threads/ThreadList.tsx'));
const MemberPane = lazy(() => import('../people/MemberPane.tsx'));
const ChannelDetails = lazy(() => import('./ChannelDetails.tsx'));

/** `/c/<channel>` and `/c/<channel>/<seq>`. */
export function ChannelScreen() {
  const params = useParams({ strict: false });
  const channelId = params.channelId as ChannelId;
  const search: ChannelSearch = useSearch({ strict: false });
  const loaded = useChannel(channelId);
  useEffect(() => {
    if (loaded.status === 'ready') rememberChannel(channelId);
  }, [channelId, loaded.status]);

  const lost = useLost(channelId, loaded.value);
  if (lost) return <Lost {...lost} />;
  if (loaded.status === 'missing' || loaded.status === 'error') {
    return (
      <>
        <Header>
          <span />
        </Header>
        <EmptyState
          level={1}
          icon={<Compass />}
          title={loaded.status === 'missing' ? 'No such channel' : 'This channel did not open'}
          action={<ElsewhereLink />}
        >
          {loaded.status === 'missing'
            ? 'It is not there, or you have not been let in.'
            : wordsFor(loaded.error)}
        </EmptyState>
      </>
    );
  }
  if (loaded.status === 'loading') {
    return (
      <>
        <Header>
          <span />
        </Header>
        <MessageSkeletons />
      </>
    );
  }
  return (
    <Loaded
      key={channelId}
      channelId={channelId}
      view={loaded.value}
      seq={seqOf(params.seq) ?? null}
      search={search}
    />
  );
}

/** What a channel was called that was open here and is not to be seen any more. */
function useLost(channelId: ChannelId, view: ChannelView | null): { title: string; direct: boolean } | null {
  const [seen, setSeen] = useState<{ channelId: ChannelId; title: string; direct: boolean } | null>(null);
  const direct = view?.channel.kind === 'direct';
  if (view && (seen?.channelId !== channelId || seen.title !== view.title))
    setSeen({ channelId, title: view.title, direct });
  return !view && seen?.channelId === channelId ? seen : null;
}

function Lost({ title, direct }: { title: string; direct: boolean }) {
  return (
    <>
      <Header>
        <span />
      </Header>
      <EmptyState
        level={1}
        takesFocus
        icon={<Compass />}
        title={`You are not in ${direct ? 'this conversation' : `#${title}`} any more`}
        action={<ElsewhereLink />}
      >
        You left it, or a moderator took you out. What you wrote there stays.
      </EmptyState>
    </>
  );
}

function ElsewhereLink() {
  const mayBrowse = useWorkspacePermissions().can('channel.browse').ok;
  return (
    <Link to={mayBrowse ? '/browse' : '/'} className="font-medium text-accent-ink hover:underline">
      {mayBrowse ? 'See all channels' : 'Back to the workspace'}
    </Link>
  );
}

interface Props {
  channelId: ChannelId;
  view: ChannelView;
  seq: Seq | null;
  search: ChannelSearch;
}

function Loaded({ channelId, view, seq, search }: Props) {
  const navigate = useNavigate();
  const shown = usePermalink(channelId, seq);
  const go = (next: ChannelSearch) =>
    void navigate({ to: '/c/$channelId', params: { channelId }, search: next });
  const keep = search.view ? { view: search.view } : {};
  const close = () => go(keep);
  return (
    <Split
      label={search.thread ? 'Thread' : search.member ? 'Member' : 'Channel details'}
      full={search.full === true}
      pane={pane()}
    >
      <ChannelHeader view={view} search={search} onGo={go} />
      {search.view === 'threads' ? (
        <LazyPart waiting={<MessageSkeletons />}>
          <ThreadList
            channelId={channelId}
            open={search.thread ?? null}
            onOpen={(thread) => go({ ...keep, thread })}
          />
        </LazyPart>
      ) : (
        <ChannelMessages
          view={view}
          seq={shown}
          paneOpen={Boolean(search.thread)}
          onOpenThread={(thread) => go({ thread })}
          onClosePane={close}
        />
      )}
    </Split>
  );

  function pane() {
    if (search.thread) {
      return (
        <LazyPart key="thread" waiting={<MessageSkeletons rows={4} />}>
          <ThreadPane
            key={search.thread}
            channelId={channelId}
            rootSeq={search.thread}
            reply={search.reply ?? null}
            full={search.full === true}
            onFull={(full) =>
              go({
                ...keep,
                ...(search.thread ? { thread: search.thread } : {}),
                ...(full ? { full: true } : {}),
              })
            }
            onClose={close}
          />
        </LazyPart>
      );
    }
    if (search.member) {
      return (
        <LazyPart key="member" waiting={<MessageSkeletons rows={2} />}>
          <MemberPane memberId={search.member as MemberId} channelId={channelId} onClose={close} />
        </LazyPart>
      );
    }
    if (!search.details) return null;
    return (
      <LazyPart key="details" waiting={<MessageSkeletons rows={4} />}>
        <ChannelDetails
          view={view}
          tab={search.details}
          onTab={(details) => go({ ...keep, details })}
          onClose={close}
          onMember={(member) => go({ ...keep, member })}
        />
      </LazyPart>
    );
  }
}
