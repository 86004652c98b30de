import type { ChannelId } from '@atrium/shared';
import { Hash, Megaphone, Radio } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useChannelSearch } from '../../state/index.ts';
import { ChannelIcon } from '../channels/ChannelIcon.tsx';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { noteEmoji } from '../emoji/recent-emoji.ts';
import type { SuggestionState } from './editor/suggestions.ts';
import { type EmojiMatch, findEmoji } from './emoji-search.ts';
import { usePeople } from './use-people.ts';

export interface SuggestionItem {
  id: string;
  label: string;
  detail: string;
  icon: ReactNode;
  choose: () => void;
}

const everyone = [
  { what: 'channel', detail: 'Everybody in the channel', icon: <Megaphone className="size-4 text-muted" /> },
  { what: 'here', detail: 'Those who are online', icon: <Radio className="size-4 text-muted" /> },
];

export function useSuggestionItems(
  state: SuggestionState,
  channelId: ChannelId,
  mayCallEveryone: boolean,
): SuggestionItem[] {
  const { sign, query, editor, range } = state;
  const people = usePeople(channelId, sign === '@' ? query : null);
  const channels = useChannelSearch(sign === '#' ? query : '', { limit: 8 });
  const emoji = useEmoji(sign === ':' ? query : null);
  const insert = (content: object) => () =>
    void editor
      .chain()
      .focus()
      .insertContentAt(range, [content, { type: 'text', text: ' ' }])
      .run();

  if (sign === ':') {
    return emoji.map(({ emoji: character, name }) => ({
      id: character,
      label: `:${name}:`,
      detail: '',
      icon: <span className="text-lg leading-none">{character}</span>,
      choose: () => {
        noteEmoji(character);
        insert({ type: 'text', text: character })();
      },
    }));
  }
  if (sign === '#') {
    return channels
      .filter(({ kind }) => kind !== 'direct')
      .map(({ channelId: id, title, kind }) => ({
        id,
        label: title,
        detail: '',
        icon:
          kind === 'private' ? (
            <ChannelIcon kind={kind} className="text-muted" />
          ) : (
            <Hash className="size-4 text-muted" />
          ),
        choose: insert({ type: 'channelMention', attrs: { id, label: title } }),
      }));
  }
  return [
    ...people.map(({ member: { id, name, handle, title }, absent }) => ({
      id,
      label: name,
      detail: [`@${handle}`, absent ? 'not in this channel' : title].filter(Boolean).join(' · '),
      icon: <MemberAvatar id={id} size={22} withPresence />,
      choose: insert({ type: 'mention', attrs: { id, label: name } }),
    })),
    ...everyone
      .filter(({ what }) => mayCallEveryone && what.startsWith(query.toLowerCase()))
      .map(({ what, detail, icon }) => ({
        id: what,
        label: `@${what}`,
        detail,
        icon,
        choose: insert({ type: 'everyoneMention', attrs: { id: what, label: what } }),
      })),
  ];
}

function useEmoji(query: string | null): EmojiMatch[] {
  const [found, setFound] = useState<EmojiMatch[]>([]);
  useEffect(() => {
    if (query === null) return;
    let gone = false;
    findEmoji(query).then(
      (matches) => !gone && setFound(matches),
      // The list did not load: there are no suggestions, and the text stays what it is.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [query]);
  return query === null ? [] : found;
}
