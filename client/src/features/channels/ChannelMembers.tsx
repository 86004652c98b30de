import { isMuted, type MemberId, type Standing } from '@atrium/shared';
import { Ellipsis, MicOff, UserPlus } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { type ChannelView, useActions, useEntriesOf, useMember, usePermissions } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Input } from '../../ui/Field.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ListProblem } from '../frame/ListProblem.tsx';
import { showOverlay } from '../frame/overlays.ts';
import { usePages } from '../frame/use-pages.ts';
import { MemberOrigin } from '../messages/MemberName.tsx';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { useNow } from '../time/use-now.ts';
import { useMemberMenu } from '../people/use-member-menu.tsx';
import { typedMs } from '../people/use-people-pages.ts';

const membership = [
  'member.joined',
  'member.added',
  'member.left',
  'member.removed',
  'member.role_set',
  'member.muted',
  'member.unmuted',
] as const;
/** A shorter list is read at a glance. */
const searchedFrom = 12;

interface Props {
  view: ChannelView;
  onMember: (memberId: MemberId) => void;
}

export function ChannelMembers({ view, onMember }: Props) {
  const { channels } = useActions();
  const channelId = view.channel.id;
  const permissions = usePermissions(channelId);
  const [query, setQuery] = useState('');
  const load = useCallback(
    async (cursor?: string) => {
      const { standings, next } = await channels.members({ channelId, query, ...(cursor && { cursor }) });
      return { items: standings, next };
    },
    [channels, channelId, query],
  );
  const pages = usePages(load, query ? typedMs : 0);
  const { items, problem, hasMore, more, reload } = pages;
  // Who is in a channel, and as what, is in its journal.
  const changes = useEntriesOf(channelId, membership);
  useEffect(() => {
    if (changes > 0) reload();
  }, [changes, reload]);
  return (
    <div className="flex flex-col p-2">
      {permissions.addMember('member').ok && (
        <button
          type="button"
          onClick={() => showOverlay({ kind: 'add-people', channelId })}
          className="flex items-center gap-3 rounded-lg p-2 text-sm font-medium text-accent-ink hover:bg-hover"
        >
          <span className="flex size-8 items-center justify-center rounded-[32%] bg-accent-soft">
            <UserPlus className="size-4" />
          </span>
          Add people
        </button>
      )}
      {view.memberCount > searchedFrom && (
        <Input
          aria-label="Find somebody in the channel"
          placeholder="Find somebody"
          className="my-1.5"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      {items?.length === 0 && (
        <p className="px-2 py-6 text-center text-ui text-muted">Nobody here is called that.</p>
      )}
      <ListProblem of={pages} />
      {!items && !problem && [0, 1, 2, 3].map((row) => <Skeleton key={row} className="m-2 h-8" />)}
      <ul>
        {items?.map((standing) => (
          <MemberRow key={standing.memberId} view={view} standing={standing} onMember={onMember} />
        ))}
      </ul>
      {hasMore && (
        <Button variant="quiet" size="small" className="mt-1 self-center" onClick={more}>
          Show more
        </Button>
      )}
    </div>
  );
}

function MemberRow({
  view,
  standing,
  onMember,
}: {
  view: ChannelView;
  standing: Standing;
  onMember: (memberId: MemberId) => void;
}) {
  const member = useMember(standing.memberId);
  const now = useNow(standing.mutedUntil ? 10_000 : 0);
  const menu = useMemberMenu(view.channel.id, standing.memberId, standing);
  return (
    <li className="group/member flex items-center gap-1 rounded-lg pr-1 hover:bg-hover">
      <button
        type="button"
        onClick={() => onMember(standing.memberId)}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-lg p-2 text-left"
      >
        <MemberAvatar id={standing.memberId} size={32} withPresence />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-1.5">
            <span className="truncate text-sm font-medium">{member?.name ?? '…'}</span>
            <MemberOrigin id={standing.memberId} />
            {standing.role === 'moderator' && <Badge tone="accent">Moderator</Badge>}
            {isMuted(standing, now) && (
              <Badge tone="warn" icon={<MicOff />}>
                Muted
              </Badge>
            )}
          </span>
          <span className="block truncate text-xs text-muted">{member?.title ?? ''}</span>
        </span>
      </button>
      <Menu
        align="end"
        items={menu}
        trigger={
          <IconButton
            size="small"
            label={`What to do with ${member?.name ?? 'this person'}`}
            className="opacity-0 group-hover/member:opacity-100 focus-visible:opacity-100 data-popup-open:opacity-100 coarse:opacity-100"
          >
            <Ellipsis />
          </IconButton>
        }
      />
    </li>
  );
}
