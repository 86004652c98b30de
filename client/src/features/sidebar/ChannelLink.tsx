import { Link } from '@tanstack/react-router';
import { BellOff, Pencil } from 'lucide-react';
import { memo } from 'react';
import { type SidebarItem, useAudience } from '../../state/index.ts';
import { Count } from '../../ui/Badge.tsx';
import { openContextMenu } from '../../ui/floating.ts';
import { ChannelIcon } from '../channels/ChannelIcon.tsx';
import { DirectAvatar } from '../people/DirectAvatar.tsx';
import { setDragged } from './dragged.ts';
import { rowClass } from './row-class.ts';
import { useChannelMenu } from './use-channel-menu.tsx';

export const ChannelLink = memo(function ChannelLink({ item }: { item: SidebarItem }) {
  const menu = useChannelMenu(item.channelId);
  const hasNew = item.unread > 0 && !item.silenced;
  const strong = item.mentions > 0 || (item.kind === 'direct' && item.unread > 0);
  return (
    <Link
      to="/c/$channelId"
      params={{ channelId: item.channelId }}
      className={rowClass}
      data-row={item.channelId}
      activeProps={{ 'data-active': true }}
      data-unread={hasNew || undefined}
      data-quiet={(item.silenced && item.mentions === 0) || undefined}
      onContextMenu={(event) => openContextMenu(event, menu())}
      onDragStart={() => setDragged({ channelId: item.channelId })}
      onDragEnd={() => setDragged(null)}
    >
      <span className="flex size-5 shrink-0 items-center justify-center">
        {item.kind === 'direct' ? (
          <DirectAvatar memberIds={item.memberIds} size={20} />
        ) : (
          <ChannelIcon kind={item.kind} shared={item.shared} className="size-4" />
        )}
      </span>
      <span className="min-w-0 flex-1 truncate">{item.title}</span>
      {item.shared && <CompanyName item={item} />}
      {item.hasDraft && item.unread === 0 && (
        <Pencil aria-label="Draft" className="size-3 shrink-0 text-faint" />
      )}
      {item.silenced && item.mentions === 0 && (
        <BellOff aria-label="Notifications off" className="size-3 shrink-0 text-faint" />
      )}
      {strong ? (
        <Count value={item.mentions || item.unread} tone="strong" one="for you" />
      ) : (
        hasNew && <Count value={item.unread} one="unread" />
      )}
    </Link>
  );
});

function CompanyName({ item }: { item: SidebarItem }) {
  const { companies } = useAudience(item.channelId);
  if (companies.length === 0) return null;
  return (
    <span className="max-w-24 shrink truncate rounded-sm bg-guest-soft px-1.5 text-2xs font-medium text-guest-ink">
      {companies[0]?.name}
      {companies.length > 1 && ` +${companies.length - 1}`}
    </span>
  );
}
