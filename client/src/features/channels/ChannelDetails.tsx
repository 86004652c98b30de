import type { MemberId } from '@atrium/shared';
import { Settings2, X } from 'lucide-react';
import type { ChannelSearch } from '../../app/search.ts';
import { type ChannelView, useAudience } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { inDigits } from '../../ui/count.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { TabList } from '../../ui/Tabs.tsx';
import { showOverlay } from '../frame/overlays.ts';
import { PaneHeader } from '../frame/PaneHeader.tsx';
import { MemberName } from '../messages/MemberName.tsx';
import { formatDay, formatDuration } from '../time/format.ts';
import { ChannelMembers } from './ChannelMembers.tsx';
import { ChannelNotices } from './ChannelNotices.tsx';
import { PinnedMessages } from './PinnedMessages.tsx';

type Tab = NonNullable<ChannelSearch['details']>;

interface Props {
  view: ChannelView;
  tab: Tab;
  onTab: (tab: Tab) => void;
  onMember: (memberId: MemberId) => void;
  onClose: () => void;
}

export default function ChannelDetails({ view, tab, onTab, onMember, onClose }: Props) {
  const direct = view.channel.kind === 'direct';
  return (
    <>
      <PaneHeader title={direct ? view.title : `#${view.title}`}>
        <IconButton label="Close" onClick={onClose}>
          <X />
        </IconButton>
      </PaneHeader>
      <div className="border-b border-line px-2.5">
        <TabList
          label="Details"
          value={tab}
          tabs={[
            { value: 'about', label: 'About' },
            { value: 'members', label: `Members ${inDigits(view.memberCount)}` },
            { value: 'pins', label: 'Pinned' },
          ]}
          onChange={onTab}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {tab === 'about' && <About view={view} />}
        {tab === 'members' && <ChannelMembers view={view} onMember={onMember} />}
        {tab === 'pins' && <PinnedMessages channelId={view.channel.id} />}
      </div>
    </>
  );
}

function About({ view: { channel } }: { view: ChannelView }) {
  const { companies } = useAudience(channel.id);
  return (
    <div className="flex flex-col gap-5 p-4">
      {channel.kind !== 'direct' && (
        <>
          <Item label="Topic">{channel.topic || <span className="text-faint">None yet</span>}</Item>
          <Item label="What it is for">
            {channel.purpose || <span className="text-faint">Nobody has said yet</span>}
          </Item>
          <Item label="Who may post">
            {channel.postingPolicy === 'everyone' ? 'Everybody in it' : 'Moderators'}
            {channel.slowModeMs > 0 && `, one message in ${formatDuration(channel.slowModeMs)}`}
          </Item>
          {companies.length > 0 && (
            <Item label="Shared with">
              <span className="flex flex-wrap gap-1">
                {companies.map(({ id, name }) => (
                  <Badge key={id} tone="guest">
                    {name}
                  </Badge>
                ))}
              </span>
            </Item>
          )}
        </>
      )}
      <ChannelNotices channelId={channel.id} />
      <Item label="Begun">
        {formatDay(channel.createdAt)} by <MemberName id={channel.createdBy} className="font-medium" />
      </Item>
      {channel.kind !== 'direct' && (
        <Button
          className="w-fit"
          icon={<Settings2 className="size-4" />}
          onClick={() => showOverlay({ kind: 'channel-settings', channelId: channel.id })}
        >
          Channel settings
        </Button>
      )}
    </div>
  );
}

function Item({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-0.5 text-xs font-medium text-faint">{label}</h3>
      <div className="text-sm break-words whitespace-pre-wrap">{children}</div>
    </section>
  );
}
