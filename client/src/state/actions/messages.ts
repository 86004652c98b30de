import type { ChannelId, Message } from '@atrium/shared';
import type { MessageActions } from '../actions-types.ts';
import { conversationOf } from '../conversation.ts';
import { Outbox, targetOf } from '../outbox.ts';
import type { Session } from '../session.ts';
import type { Conversation } from '../views.ts';

export function messageActions(session: Session): MessageActions {
  const { connection } = session.env;
  const outbox = () => session.current().outbox;
  const onMessage = (channelId: ChannelId, seq: number) => ({
    channelId,
    clientId: Outbox.newClientId(),
    seq,
  });
  return {
    async post({ channelId, rootSeq }, body, { action = false } = {}) {
      const clientId = Outbox.newClientId();
      session.current().typing.stopped({ channelId, rootSeq });
      await outbox().add({ name: 'message.post', input: { channelId, clientId, rootSeq, body, action } });
      const timeline = session.current().timelines.get({ channelId, rootSeq });
      if (timeline?.store.getState().hasAfter) void timeline.jumpToNewest();
      return clientId;
    },
    async edit(channelId, seq, body) {
      await outbox().add({ name: 'message.edit', input: { ...onMessage(channelId, seq), body } });
    },
    async remove(channelId, seq) {
      await outbox().add({ name: 'message.delete', input: onMessage(channelId, seq) });
    },
    async react(channelId, seq, emoji, on) {
      await outbox().add({ name: 'message.react', input: { ...onMessage(channelId, seq), emoji, on } });
    },
    async pin(channelId, seq, on) {
      await connection.command(on ? 'message.pin' : 'message.unpin', onMessage(channelId, seq));
    },
    pins: async (channelId) => (await connection.command('message.pins', { channelId })).messages,
    async get(channelId, seq) {
      const known = session.current().book.get(channelId)?.journal.messages.get(seq);
      return known ?? (await connection.command('message.get', { channelId, seq })).message;
    },
    movedTo: async (channelId, seq) => (await connection.command('message.get', { channelId, seq })).movedTo,
    retry: (clientId) => outbox().retry(clientId),
    async takeBack(clientId) {
      const item = outbox().find(clientId);
      if (item?.name !== 'message.post') return;
      const { channelId, rootSeq = null, body } = item.input;
      // Kept before it is given up: its field may be closed, and it would be nowhere.
      session.current().drafts.append(conversationOf(channelId, rootSeq), body);
      await outbox().discard(clientId);
    },
    async discard(clientId) {
      await outbox().discard(clientId);
    },
    async discardChange(channelId, seq) {
      const failed = outbox()
        .in(channelId)
        .filter((item) => item.failed !== null && targetOf(item) === seq);
      for (const item of failed) await outbox().discard(item.input.clientId);
    },
    lastOwn: (conversation) => lastOwn(session, conversation),
  };
}

function lastOwn(session: Session, { channelId, rootSeq }: Conversation): Message | null {
  const { book, self } = session.current();
  let last: Message | null = null;
  for (const message of book.get(channelId)?.journal.messages.values() ?? []) {
    const editable = message.authorId === self && message.rootSeq === rootSeq && message.deletedAt === null;
    if (editable && message.seq > (last?.seq ?? 0)) last = message;
  }
  return last;
}
