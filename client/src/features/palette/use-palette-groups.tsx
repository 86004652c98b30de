import type { Member } from '@atrium/shared';
import { referencesIn } from '@atrium/shared/markdown';
import { useNavigate } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useMemo } from 'react';
import { plainText } from '../../markdown/index.ts';
import {
  type FoundChannel,
  useActions,
  useChannelSearch,
  usePeopleSearch,
  useSession,
  useSidebar,
  useThreadInbox,
  useWorkspacePermissions,
} from '../../state/index.ts';
import { ChannelIcon } from '../channels/ChannelIcon.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { DirectAvatar, MemberAvatar } from '../people/DirectAvatar.tsx';
import { useNames } from '../people/use-names.ts';
import { itemsInOrder } from '../sidebar/order.ts';
import { isNear } from './near.ts';
import { isMatch, type PaletteGroup, type PaletteItem } from './palette-items.ts';
import { useCommands } from './use-commands.tsx';

/** What the palette offers for a query; with none, where one is most likely to go. */
export function usePaletteGroups(query: string): PaletteGroup[] {
  const navigate = useNavigate();
  const { channels: channelActions } = useActions();
  const session = useSession();
  const permissions = useWorkspacePermissions();
  const sidebar = useSidebar();
  const commands = useCommands();
  const trimmed = query.trim().replace(/^[#@]/, '');
  const channels = useChannelSearch(trimmed, { limit: 8 });
  const people = usePeopleSearch(trimmed, { limit: 6 });
  // The first letter is seldom the wrong one.
  const alike = usePeopleSearch(trimmed.slice(0, 1), { limit: 50 });
  const threads = useThreadInbox('all');
  const named = useMemo(
    () => referencesIn(threads.items.map(({ root }) => root.body).join('\n\n')),
    [threads.items],
  );
  const names = useNames(named.members, named.channels);
  const self = session.state === 'signed_in' ? session.me.id : null;
  const openChannel = (channelId: string) => void navigate({ to: '/c/$channelId', params: { channelId } });

  const fromSidebar = new Map(itemsInOrder(sidebar).map((item) => [item.channelId, item]));
  const toChannelItem = (found: FoundChannel): PaletteItem => {
    const item = fromSidebar.get(found.channelId);
    return {
      id: `channel.${found.channelId}`,
      label: found.title,
      ...(found.archived ? { detail: 'archived' } : found.joined ? {} : { detail: 'not joined' }),
      icon:
        found.kind === 'direct' && item ? (
          <DirectAvatar memberIds={item.memberIds} size={20} />
        ) : (
          <ChannelIcon kind={found.kind} shared={item?.shared ?? false} />
        ),
      unread: found.unread > 0,
      run: () => openChannel(found.channelId),
    };
  };
  const joined = [...fromSidebar.values()].map((item) => ({ ...item, joined: true }));
  const toPersonItem = (member: Member): PaletteItem => ({
    id: `person.${member.id}`,
    label: member.name,
    detail: [`@${member.handle}`, member.title].filter(Boolean).join(' · '),
    icon: <MemberAvatar id={member.id} size={22} withPresence />,
    run: () => {
      if (!permissions.createDirect.ok)
        return void navigate({ to: '/people/$memberId', params: { memberId: member.id } });
      void attempt(async () => openChannel((await channelActions.openDirect([member.id])).channel.id));
    },
  });
  const others = (members: readonly Member[]) => members.filter(({ id }) => id !== self);
  const threadItems: PaletteItem[] = threads.items
    .map((item) => ({ item, text: plainText(item.root.body.slice(0, 200), names).replace(/\s+/g, ' ') }))
    .filter(({ item, text }) => trimmed && isMatch(trimmed, `${item.thread.title ?? ''} ${text}`))
    .slice(0, 5)
    .map(({ item, text }) => ({
      id: `thread.${item.key}`,
      label: item.thread.title ?? text.slice(0, 120),
      detail: item.channelTitle,
      icon: <MessagesSquare />,
      unread: item.unread > 0,
      run: () =>
        void navigate({
          to: '/c/$channelId',
          params: { channelId: item.channelId },
          search: { thread: item.rootSeq },
        }),
    }));
  const groups = [
    { value: 'Channels', items: (trimmed ? channels : joined.slice(0, 8)).map(toChannelItem) },
    { value: 'People', items: trimmed ? others(people).map(toPersonItem) : [] },
    { value: 'Threads', items: threadItems },
    {
      value: 'Commands',
      items: commands.filter(({ label }) => isMatch(trimmed, label)).slice(0, trimmed ? 8 : 6),
    },
  ].filter(({ items }) => items.length > 0);
  if (groups.length > 0) return groups;
  const meant = [
    ...joined.filter(({ title }) => isNear(trimmed, title)).map(toChannelItem),
    ...others(alike)
      .filter(({ name, handle }) => isNear(trimmed, name) || isNear(trimmed, handle))
      .map(toPersonItem),
    ...commands.filter(({ label }) => isNear(trimmed, label)),
  ];
  return meant.length > 0 ? [{ value: 'Did you mean', items: meant.slice(0, 8) }] : [];
}
