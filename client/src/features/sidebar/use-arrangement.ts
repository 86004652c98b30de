import type { ChannelId } from '@atrium/shared';
import { useMemo } from 'react';
import { useActions, useSidebarNow } from '../../state/index.ts';
import { announce } from '../../ui/announcement.ts';
import { attempt } from '../errors/use-attempt.ts';
import { arranged } from './arranged.ts';
import { keepFocus, rowOfSection } from './keep-focus.ts';
import { itemsInOrder, type SidebarGroup } from './order.ts';

/** So many changes are on their way at once. */
const together = 16;

export interface Arrangement {
  /** Puts a channel into a section (null: none), at a place among the others there, or just into it. */
  place(channelId: ChannelId, section: string | null, into?: { group: SidebarGroup; index: number }): void;
  /** One up (-1) or down (1); null where there is no further. */
  step(channelId: ChannelId, by: -1 | 1): (() => void) | null;
  /** The same for a channel or a section, by the key of its row; says where there is no further. */
  moveRow(key: string, by: -1 | 1): void;
  indexOf(section: string): number;
  placeSection(name: string, index: number): void;
  renameSection(name: string, to: string): Promise<void>;
  removeSection(name: string): void;
}

/** How the person arranges the side bar. It is kept by the server, for all of the person's devices. */
export function useArrangement(): Arrangement {
  const { own } = useActions();
  const view = useSidebarNow();
  return useMemo(() => {
    const names = () => view().sections.map(({ name }) => name);
    const itemsOf = (section: string) => view().sections.find(({ name }) => name === section)?.items ?? [];
    /** Says what was done when it is, and leaves the keyboard where it was. */
    const arrange = async (row: string, words: string, change: () => Promise<unknown>) => {
      const changed = attempt(change);
      void keepFocus(row, changed);
      if (await changed) announce(words);
    };
    const titleOf = (channelId: ChannelId) =>
      itemsInOrder(view()).find((item) => item.channelId === channelId)?.title ?? '';
    const wordsFor = (channelId: ChannelId, section: string | null) =>
      `${titleOf(channelId)} ${section === null ? 'stands in no section' : `stands in ${section}`} now.`;
    const move = (
      channelId: ChannelId,
      section: string | null,
      others: SidebarGroup['all'],
      index: number,
      done: string,
    ) =>
      void arrange(channelId, done, async () => {
        const changes = arranged(others, channelId, index);
        for (let at = 0; at < changes.length; at += together) {
          await Promise.all(
            changes
              .slice(at, at + together)
              .map(({ channelId: id, order }) =>
                own.setChannelPreference(id, id === channelId ? { order, section } : { order }),
              ),
          );
        }
      });
    const allToSection = async (items: SidebarGroup['all'], section: string | null) => {
      for (const { channelId } of items) await own.setChannelPreference(channelId, { section });
    };
    const arrangement: Arrangement = {
      place(channelId, section, into) {
        const done = wordsFor(channelId, section);
        if (!into) {
          const put = () => own.setChannelPreference(channelId, { section, order: 0 });
          return void arrange(channelId, done, put);
        }
        const { all } = into.group;
        const others = all.filter((item) => item.channelId !== channelId);
        const passed = all.slice(0, into.index).some((item) => item.channelId === channelId);
        move(channelId, section, others, into.index - (passed ? 1 : 0), done);
      },
      step(channelId, by) {
        const { sections, channels, shared } = view();
        const loose = [channels, shared].map((items) => ({ name: null, items }));
        const section = [...sections, ...loose].find(({ items }) =>
          items.some((item) => item.channelId === channelId),
        );
        if (!section) return null;
        const index = section.items.findIndex((item) => item.channelId === channelId) + by;
        if (index < 0 || index >= section.items.length) return null;
        const others = section.items.filter((item) => item.channelId !== channelId);
        const done = `${titleOf(channelId)} is ${index + 1} of ${section.items.length}${section.name === null ? '' : ` in ${section.name}`} now.`;
        return () => move(channelId, section.name, others, index, done);
      },
      moveRow(key, by) {
        const index = names().findIndex((name) => rowOfSection(name) === key);
        const isLast = by < 0 ? 'first' : 'last';
        if (index < 0) {
          const channelId = key as ChannelId;
          const move = arrangement.step(channelId, by);
          if (move) move();
          else if (titleOf(channelId)) announce(`${titleOf(channelId)} is the ${isLast} there.`);
        } else if (names()[index + by] === undefined) announce(`Section ${names()[index]} is the ${isLast}.`);
        else arrangement.placeSection(names()[index] ?? '', index + by);
      },
      indexOf: (section) => names().indexOf(section),
      placeSection(name, index) {
        const others = names().filter((one) => one !== name);
        const at = Math.max(0, Math.min(index, others.length));
        void arrange(rowOfSection(name), `Section ${name} is ${at + 1} of ${others.length + 1} now.`, () =>
          own.setPreferences({ sections: others.toSpliced(at, 0, name) }),
        );
      },
      async renameSection(name, to) {
        const rename = async () => {
          const renamed = names().map((one) => (one === name ? to : one));
          await own.setPreferences({ sections: [...new Set(renamed)] });
          await allToSection(itemsOf(name), to);
        };
        const renamed = rename();
        void keepFocus(rowOfSection(to), renamed);
        await renamed;
        announce(`Section ${name} is called ${to} now.`);
      },
      removeSection(name) {
        const all = names();
        const next = all[all.indexOf(name) + 1] ?? all[all.indexOf(name) - 1];
        void arrange(
          rowOfSection(next ?? null),
          `Section ${name} is removed. Its channels stay.`,
          async () => {
            await allToSection(itemsOf(name), null);
            await own.setPreferences({ sections: names().filter((one) => one !== name) });
          },
        );
      },
    };
    return arrangement;
  }, [own, view]);
}
