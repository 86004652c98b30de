import { Link } from '@tanstack/react-router';
import { Hash, Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useActions, useWorkspacePermissions } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { counted } from '../../ui/count.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Input } from '../../ui/Field.tsx';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { ListProblem } from '../frame/ListProblem.tsx';
import { NotFound } from '../frame/NotFound.tsx';
import { showOverlay } from '../frame/overlays.ts';
import { usePages } from '../frame/use-pages.ts';
import { typedMs } from '../people/use-people-pages.ts';
import { ChannelIcon } from './ChannelIcon.tsx';

/** `/browse`. A guest sees only what they were let into. */
export default function BrowseScreen() {
  return useWorkspacePermissions().can('channel.browse').ok ? <AllChannels /> : <NotFound />;
}

function AllChannels() {
  const { channels } = useActions();
  const permissions = useWorkspacePermissions();
  const [query, setQuery] = useState('');
  const [archived, setArchived] = useState(false);
  const load = useCallback(
    async (cursor?: string) => {
      const found = await channels.browse({ query, archived, ...(cursor && { cursor }) });
      return { items: found.channels, next: found.next };
    },
    [channels, query, archived],
  );
  const pages = usePages(load, query ? typedMs : 0);
  const { items, problem, hasMore, more } = pages;
  return (
    <>
      <Header
        actions={
          permissions.createChannel.ok && (
            <Button
              size="small"
              variant="primary"
              icon={<Plus className="size-4" />}
              onClick={() => showOverlay({ kind: 'create-channel' })}
            >
              New channel
            </Button>
          )
        }
      >
        <HeaderTitle>All channels</HeaderTitle>
      </Header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-3xl px-4 py-4">
          <Input
            aria-label="Find a channel"
            placeholder="Find a channel"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <div className="mt-3">
            <Switch label="Show those that are archived" checked={archived} onChange={setArchived} />
          </div>
          <ListProblem of={pages} />
          {!items && !problem && <MessageSkeletons rows={5} />}
          {items?.length === 0 && (
            <EmptyState icon={<Hash />} title="No channel is called that">
              Public channels stand here for everybody to find. Private ones do not.
            </EmptyState>
          )}
          <ul className="mt-3">
            {items?.map(({ channel, memberCount, joined }) => (
              <li key={channel.id}>
                <Link
                  to="/c/$channelId"
                  params={{ channelId: channel.id }}
                  className="flex items-center gap-3 rounded-lg px-3 py-2.5 hover:bg-hover"
                >
                  <ChannelIcon
                    kind={channel.kind}
                    shared={channel.sharedWith.length > 0}
                    className="text-muted"
                  />
                  <span className="min-w-0 flex-1">
                    <span className="flex items-center gap-2">
                      <span className="truncate text-sm font-medium">{channel.name}</span>
                      {joined && <Badge tone="accent">Joined</Badge>}
                      {channel.archivedAt !== null && <Badge tone="warn">Archived</Badge>}
                    </span>
                    <span className="block truncate text-ui text-muted">
                      {channel.purpose || channel.topic}
                    </span>
                  </span>
                  <span className="shrink-0 text-xs text-faint tabular-nums">
                    {counted(memberCount, 'member')}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          {hasMore && (
            <Button variant="quiet" className="mx-auto mt-2 flex" onClick={more}>
              Show more
            </Button>
          )}
        </div>
      </div>
    </>
  );
}
