/**
 * This server one version on, beside itself in one process: it knows one kind of entry more, `member.held`, and writes that
 * where this one writes `member.muted`. A version that passed over it would let somebody write who may not.
 */
import { vi } from 'vitest';
import type * as Dispatch from '../../../server/src/core/dispatch.ts';
import type * as Mute from '../../../server/src/members/mute.ts';
import type * as EntryKinds from '../../../shared/src/journal/entry-kinds.ts';
import type * as Lane from '../../../shared/src/journal/lane.ts';
import type * as State from '../../../shared/src/journal/state.ts';
import type { LiveApp } from '../live-app.ts';

export const newKind = 'member.held';
export const newVersion = 2;

/** To this version's code it is what it would have written itself. */
const asMuted = <Entry extends object>(entry: Entry): Entry =>
  'kind' in entry && entry.kind === newKind ? { ...entry, kind: 'member.muted' } : entry;

/** The modules that are loaded already stay as they are: those of this version. */
export async function loadNewerVersion(): Promise<typeof LiveApp> {
  vi.resetModules();
  vi.doMock('../../../shared/src/journal/entry-kinds.ts', async (original) => {
    const older = await original<typeof EntryKinds>();
    return {
      isKnownKind: (kind: string) => kind === newKind || older.isKnownKind(kind),
      versionOfKind: (kind: never) => (kind === newKind ? newVersion : older.versionOfKind(kind)),
      isKnownVersion: (version: number) => version <= newVersion,
    } satisfies Record<keyof typeof EntryKinds, unknown>;
  });
  vi.doMock('../../../shared/src/journal/lane.ts', async (original) => {
    const older = await original<typeof Lane>();
    return { ...older, laneOf: (entry: never) => older.laneOf(asMuted(entry)) };
  });
  vi.doMock('../../../shared/src/journal/state.ts', async (original) => {
    const older = await original<typeof State>();
    return { ...older, applyEntry: (state: never, entry: never) => older.applyEntry(state, asMuted(entry)) };
  });
  vi.doMock('../../../server/src/members/mute.ts', async (original) => {
    const { mute } = await original<typeof Mute>();
    const entry: typeof mute.entry = (...asked) => {
      const draft = mute.entry(...asked);
      return draft && ({ ...draft, kind: newKind } as never);
    };
    return { mute: { ...mute, entry } };
  });
  // The schemas of what is answered are those of this version.
  vi.doMock('../../../server/src/core/dispatch.ts', async (original) => {
    const older = await original<typeof Dispatch>();
    const createDispatcher: typeof Dispatch.createDispatcher = (core, handlers, rateLimits) =>
      older.createDispatcher(core, handlers, rateLimits, { checkOutput: false });
    return { ...older, createDispatcher };
  });
  const newer = await import('../live-app.ts');
  return newer.LiveApp;
}
