import type { ChannelId } from '@atrium/shared';

export interface Placed {
  channelId: ChannelId;
  /** 0: not arranged; such channels stand by name below those that are. */
  order: number;
}

const step = 1_000;
/** The largest order that the server takes. */
const orderMax = 1_000_000;

/**
 * The orders to be kept so that a channel comes to stand at `index` among the others of its section, who are given as
 * they stand now. One in the usual case: halfway between its neighbours; more where those have no place of their own yet.
 */
export function arranged(others: readonly Placed[], channelId: ChannelId, index: number): Placed[] {
  const [before, after] = [others[index - 1], others[index]];
  const low = before?.order ?? 0;
  const high = after?.order || Math.min(low + 2 * step, orderMax);
  const order = (low + high) / 2;
  if (order > low && order < high && (!before || low > 0)) return [{ channelId, order }];
  return renumbered(others, channelId, index);
}

function renumbered(others: readonly Placed[], channelId: ChannelId, index: number): Placed[] {
  const all = others.toSpliced(index, 0, { channelId, order: 0 });
  const last = Math.max(
    index,
    all.findLastIndex(({ order }) => order > 0),
  );
  const width = Math.min(step, orderMax / (last + 2));
  return all
    .slice(0, last + 1)
    .map((placed, at) => ({ channelId: placed.channelId, order: (at + 1) * width }))
    .filter(({ order }, at) => all[at]?.order !== order);
}
