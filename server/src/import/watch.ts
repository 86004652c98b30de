/**
 * Imports are written to the database by another process. Every server looks for channels that have come in, and tells the
 * people in them who are connected to it.
 */
import type { ChannelId, MemberId } from '@atrium/shared';
import type { Core } from '../core/core.ts';
import { databaseOf } from '../db/connect.ts';
import { importRows } from './state.ts';

export interface ImportWatchOptions {
  core: Pick<Core, 'db' | 'delivery' | 'journals' | 'log'>;
  connected(): Iterable<MemberId>;
  /** To this server's own connections of somebody. */
  deliver(memberId: MemberId, packet: { entered: ChannelId[] }): void;
  everyMs?: number;
}

export function watchImports({ core, connected, deliver, everyMs = 2_000 }: ImportWatchOptions): {
  close(): Promise<void>;
} {
  const db = databaseOf(core.db.connection);
  /** How many channels of each import, and of those that it reached besides, are known. Those from before the start need no telling. */
  const told = new Map<string, { rev: number; channels: number; reached: number }>();
  let isFirst = true;

  const look = async () => {
    const revs = await importRows(db)
      .find({}, { projection: { rev: 1 } })
      .toArray();
    const changed = revs.filter(({ _id, rev }) => told.get(_id)?.rev !== rev).map(({ _id }) => _id);
    if (changed.length > 0) await tellOf(changed);
    isFirst = false;
  };

  const tellOf = async (ids: readonly string[]) => {
    const rows = await importRows(db)
      .find({ _id: { $in: ids } }, { projection: { rev: 1, 'channels.channelId': 1, reached: 1 } })
      .toArray();
    for (const { _id, rev, channels, reached = [] } of rows) {
      const now = { rev, channels: channels.length, reached: reached.length };
      const from = isFirst ? now : (told.get(_id) ?? { channels: 0, reached: 0 });
      for (const { channelId } of channels.slice(from.channels)) await tell(channelId);
      for (const channelId of reached.slice(from.reached)) await tell(channelId);
      told.set(_id, now);
    }
  };

  const tell = async (channelId: string) => {
    const id = channelId as ChannelId;
    // Somebody may have looked into it half-way.
    await core.journals.peek(id)?.refresh();
    const people = [...connected()];
    for (let from = 0; from < people.length; from += 500) {
      const some = people.slice(from, from + 500);
      const rows = await db
        .collection<{ channelId: string; memberId: MemberId; present: boolean }>('standings')
        .find({ channelId, memberId: { $in: some }, present: true })
        .toArray();
      for (const { memberId } of rows) {
        await core.delivery.lookInto(memberId, id);
        deliver(memberId, { entered: [id] });
      }
    }
  };

  let looking: Promise<void> | null = null;
  const lookAgain = () => {
    looking ??= look()
      .catch((err: unknown) => core.log.warn({ err }, 'imports could not be looked at'))
      .finally(() => (looking = null));
  };
  lookAgain();
  const timer = setInterval(lookAgain, everyMs);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
