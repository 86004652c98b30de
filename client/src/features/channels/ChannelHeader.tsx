import { Info, Pin, Users } from 'lucide-react';
import { type ChannelView, useAudience, usePresence } from '../../state/index.ts';
import type { ChannelSearch } from '../../app/search.ts';
import { Badge } from '../../ui/Badge.tsx';
import { counted, inDigits } from '../../ui/count.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Header } from '../frame/Header.tsx';
import { DirectAvatar } from '../people/DirectAvatar.tsx';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';
import { keysOf } from '../shortcuts/registry.ts';
import { ChannelIcon } from './ChannelIcon.tsx';
import { ChannelTabs } from './ChannelTabs.tsx';

interface Props {
  view: ChannelView;
  search: ChannelSearch;
  onGo: (search: ChannelSearch) => void;
}

export function ChannelHeader({ view, search, onGo }: Props) {
  const { channel, title } = view;
  const direct = channel.kind === 'direct';
  const { companies } = useAudience(channel.id);
  const tab = search.view ?? 'messages';
  const show = (details: NonNullable<ChannelSearch['details']>) => {
    const { view: kept } = search;
    onGo({ ...(kept ? { view: kept } : {}), ...(search.details === details ? {} : { details }) });
  };
  useShortcuts({
    channelThreads: () => onGo(tab === 'threads' ? {} : { view: 'threads' }),
    channelDetails: () => show('about'),
  });
  return (
    <Header
      actions={
        <>
          {!direct && <ChannelTabs channelId={channel.id} view={tab} />}
          <span className="mx-1 h-5 w-px bg-line max-sm:hidden" />
          {!direct && (
            <IconButton
              label={counted(view.memberCount, 'member')}
              active={search.details === 'members'}
              onClick={() => show('members')}
              className="w-auto gap-1.5 px-2 text-ui font-medium tabular-nums max-sm:hidden"
            >
              <Users />
              {inDigits(view.memberCount)}
            </IconButton>
          )}
          <IconButton
            label="Pinned messages"
            active={search.details === 'pins'}
            onClick={() => show('pins')}
            className="max-sm:hidden"
          >
            <Pin />
          </IconButton>
          <IconButton
            label="Details"
            shortcut={keysOf('channelDetails')}
            active={search.details === 'about'}
            onClick={() => show('about')}
          >
            <Info />
          </IconButton>
        </>
      }
    >
      {direct ? (
        <DirectAvatar memberIds={view.memberIds} size={24} />
      ) : (
        <ChannelIcon
          kind={channel.kind}
          shared={channel.sharedWith.length > 0}
          className="size-4.5 text-muted"
        />
      )}
      <h1 className="min-w-0 truncate text-sm font-semibold">{title}</h1>
      {companies.map(({ id, name }) => (
        <Badge key={id} tone="guest" className="max-lg:hidden">
          {name}
        </Badge>
      ))}
      {channel.archivedAt !== null && (
        // A phone has no room for it beside the name; the field's place says it there.
        <Badge tone="warn" className="max-sm:hidden">
          Archived
        </Badge>
      )}
      {direct ? (
        <PresenceWords memberIds={view.memberIds} />
      ) : (
        // It gives way first.
        <span className="min-w-0 shrink-[1000] truncate text-ui text-muted max-md:hidden">
          {channel.topic}
        </span>
      )}
    </Header>
  );
}

const presenceWords = { online: 'here now', away: 'away', offline: 'offline' };

function PresenceWords({ memberIds }: { memberIds: ChannelView['memberIds'] }) {
  const only = memberIds.length === 1 ? (memberIds[0] ?? null) : null;
  const presence = usePresence(only);
  if (!only) return null;
  return (
    <span className="text-ui text-muted">
      {presence.dnd ? 'do not disturb' : presenceWords[presence.state]}
    </span>
  );
}
