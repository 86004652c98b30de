import type { ChannelId, Seq } from '@atrium/shared';
import type { ThreadActions } from '../actions-types.ts';
import { Outbox } from '../outbox.ts';
import type { Session } from '../session.ts';

export function threadActions(session: Session): ThreadActions {
  const { connection } = session.env;
  const onThread = (channelId: ChannelId, rootSeq: Seq, reason = '') => ({
    channelId,
    rootSeq,
    clientId: Outbox.newClientId(),
    reason,
  });
  return {
    async setTitle(channelId, rootSeq, title) {
      await connection.command('thread.set_title', {
        channelId,
        rootSeq,
        clientId: Outbox.newClientId(),
        title,
      });
    },
    async follow(channelId, rootSeq, on) {
      const { reads } = session.current();
      if (on) {
        const { follow, read } = await connection.command('thread.follow', { channelId, rootSeq });
        reads.putFollows([follow]);
        reads.putMarked([read]);
      } else reads.putFollows([(await connection.command('thread.unfollow', { channelId, rootSeq })).follow]);
    },
    async resolve(channelId, rootSeq, on, reason) {
      await connection.command(on ? 'thread.resolve' : 'thread.reopen', onThread(channelId, rootSeq, reason));
    },
    async pin(channelId, rootSeq, on, { reason, until = null } = {}) {
      const target = onThread(channelId, rootSeq, reason);
      if (on) await connection.command('thread.pin', { ...target, until });
      else await connection.command('thread.unpin', target);
    },
    async lock(channelId, rootSeq, on, reason) {
      await connection.command(on ? 'thread.lock' : 'thread.unlock', onThread(channelId, rootSeq, reason));
    },
    move: (channelId, rootSeq, toChannelId, reason) =>
      connection.command('thread.move', { ...onThread(channelId, rootSeq, reason), toChannelId }),
    async mute(channelId, rootSeq, on, { reason, until = null } = {}) {
      const target = onThread(channelId, rootSeq, reason);
      if (on) await connection.command('thread.mute', { ...target, until });
      else await connection.command('thread.unmute', target);
    },
  };
}
