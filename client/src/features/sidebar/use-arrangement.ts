import type { ChannelId } from '@atrium/shared';
import { useMemo } from 'react';
import { useActions, useSidebarNow } from '../../state/index.ts';
import { attempt } from '../errors/use-attempt.ts';
import { arranged } from './arranged.ts';
import type { SidebarGroup } from './order.ts';

/** So many changes are on their way at once. */
const together = 16;

export interface Arrangement {
  /** Puts a channel into a section (null: none), at a place among the others there, or just into it. */
  place(channelId: ChannelId, section: string | null, into?: { group: SidebarGroup; index: number }): void;
  /** One up (-1) or down (1); null where there is no further. */
  step(channelId: ChannelId, by: -1 | 1): (() => void) | null;
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
    const move = (channelId: ChannelId, section: string | null, others: SidebarGroup['all'], index: number) =>
      void attempt(async () => {
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
    return {
      place(channelId, section, into) {
        if (!into) return void attempt(() => own.setChannelPreference(channelId, { section, order: 0 }));
        const { all } = into.group;
        const others = all.filter((item) => item.channelId !== channelId);
        const passed = all.slice(0, into.index).some((item) => item.channelId === channelId);
        move(channelId, section, others, into.index - (passed ? 1 : 0));
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
        return () => move(channelId, section.name, others, index);
      },
      indexOf: (section) => names().indexOf(section),
      placeSection(name, index) {
        const others = names().filter((one) => one !== name);
        void attempt(() => own.setPreferences({ sections: others.toSpliced(index, 0, name) }));
      },
      async renameSection(name, to) {
        const renamed = names().map((one) => (one === name ? to : one));
        await own.setPreferences({ sections: [...new Set(renamed)] });
        await allToSection(itemsOf(name), to);
      },
      removeSection(name) {
        void attempt(async () => {
          await allToSection(itemsOf(name), null);
          await own.setPreferences({ sections: names().filter((one) => one !== name) });
        });
      },
    };
  }, [own, view]);
}
