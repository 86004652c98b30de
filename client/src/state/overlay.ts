/** A message as its author already sees it: with their own changes that are still on their way. */
import { emptied, type MemberId, type Message, type Seq, withReaction } from '@atrium/shared';
import type { OutboxItem } from './outbox.ts';
import { targetOf } from './outbox.ts';
import type { MessageRow } from './views.ts';

type Change = NonNullable<MessageRow['change']>;

export interface Overlay {
  message: (message: Message) => Message;
  view: Change;
}

const kinds = { 'message.edit': 'edit', 'message.delete': 'delete', 'message.react': 'react' } as const;

/** By target, of one channel's outbox items. */
export function overlaysOf(items: readonly OutboxItem[], self: MemberId): Map<Seq, Overlay> {
  const bySeq = new Map<Seq, OutboxItem[]>();
  for (const item of items) {
    const seq = targetOf(item);
    if (seq !== null) bySeq.set(seq, [...(bySeq.get(seq) ?? []), item]);
  }
  return new Map([...bySeq].map(([seq, changes]) => [seq, overlay(changes, self)]));
}

function overlay(items: readonly OutboxItem[], self: MemberId): Overlay {
  const last = items.findLast((item) => item.failed !== null) ?? items.at(-1);
  const kind = last && last.name !== 'message.post' ? kinds[last.name] : 'edit';
  const edit = items.findLast(({ name, failed }) => name === 'message.edit' && failed !== null);
  let [from, to]: [Message | null, Message | null] = [null, null];
  return {
    message(message) {
      // The same object for the same message: rows are compared by identity.
      if (from === message && to) return to;
      from = message;
      to = items.reduce((changed, item) => applyItem(changed, item, self), message);
      return to;
    },
    view: {
      kind,
      failed: last?.failed?.code ?? null,
      refused: edit?.name === 'message.edit' ? edit.input.body : null,
    },
  };
}

function applyItem(message: Message, item: OutboxItem, self: MemberId): Message {
  // A refused change does not show as done; the row says that it failed. What landed is in the journal's own row soon.
  if (item.failed || message.deletedAt !== null) return message;
  switch (item.name) {
    case 'message.edit':
      return { ...message, body: item.input.body, editedAt: item.at };
    case 'message.delete':
      return { ...emptied(message), deletedAt: item.at };
    case 'message.react':
      return { ...message, reactions: withReaction(message, item.input.emoji, self, item.input.on) };
    case 'message.post':
      return message;
    default:
      return item satisfies never;
  }
}
