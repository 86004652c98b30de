import type { MemberId } from '@atrium/shared';
import { sameConversation } from './conversation.ts';
import { failureOf, type Outbox, type OutboxItem } from './outbox.ts';
import type { ChannelRecord } from './record.ts';
import { type Carry, isFirst } from './rows.ts';
import type { Conversation, PendingRow } from './views.ts';

const cache = new WeakMap<OutboxItem, PendingRow>();

/** What waits to be sent to a channel, without that whose entry is here already. */
export function waitingFor(
  record: ChannelRecord | undefined,
  outbox: Outbox,
  { channelId }: Pick<Conversation, 'channelId'>,
): OutboxItem[] {
  return outbox.in(channelId).filter(({ input }) => !record?.ownClientIds.has(input.clientId));
}

/** Messages of this conversation that wait at its end, in the order in which they were written. */
export function pendingRows(
  items: readonly OutboxItem[],
  conversation: Conversation,
  self: MemberId,
  before: Carry,
): readonly PendingRow[] {
  let carry = before;
  const rows: PendingRow[] = [];
  for (const item of items) {
    if (item.name !== 'message.post') continue;
    const { channelId, rootSeq = null } = item.input;
    if (!sameConversation({ channelId, rootSeq }, conversation)) continue;
    const first = isFirst({ authorId: self, at: item.at }, carry);
    rows.push(pendingRow(item, first, self));
    carry = { ...carry, authorId: self, at: item.at };
  }
  return rows;
}

function pendingRow(item: OutboxItem & { name: 'message.post' }, first: boolean, self: MemberId): PendingRow {
  const known = cache.get(item);
  if (known?.first === first) return known;
  const row: PendingRow = {
    key: `c:${item.input.clientId}`,
    type: 'pending',
    clientId: item.input.clientId,
    body: item.input.body,
    action: item.input.action ?? false,
    at: item.at,
    authorId: self,
    first,
    failed: item.failed?.code ?? null,
    error: failureOf(item),
  };
  cache.set(item, row);
  return row;
}
