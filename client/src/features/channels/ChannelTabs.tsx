import type { ChannelId } from '@atrium/shared';
import { Link } from '@tanstack/react-router';

const tab =
  'relative flex h-13 max-[24rem]:aria-[current=page]:hidden items-center px-2.5 text-ui font-medium text-muted outline-offset-[-4px] hover:text-ink aria-[current=page]:text-ink aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-2.5 aria-[current=page]:after:-bottom-px aria-[current=page]:after:h-0.5 aria-[current=page]:after:rounded-full aria-[current=page]:after:bg-accent';

/** The two views of a channel; each has an address. Where there is little room, the name of the channel needs that of the open one. */
export function ChannelTabs({ channelId, view }: { channelId: ChannelId; view: 'messages' | 'threads' }) {
  return (
    <nav aria-label="Views of the channel" className="flex">
      <Link
        to="/c/$channelId"
        params={{ channelId }}
        search={{}}
        activeProps={{}}
        activeOptions={{ exact: true, includeSearch: true }}
        aria-current={view === 'messages' ? 'page' : undefined}
        className={tab}
      >
        Messages
      </Link>
      <Link
        to="/c/$channelId"
        params={{ channelId }}
        search={{ view: 'threads' }}
        activeProps={{}}
        activeOptions={{ exact: true, includeSearch: true }}
        aria-current={view === 'threads' ? 'page' : undefined}
        className={tab}
      >
        Threads
      </Link>
    </nav>
  );
}
