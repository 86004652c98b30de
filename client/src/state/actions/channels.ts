import type { ChannelId, ChannelSummary } from '@atrium/shared';
import type { ChannelActions } from '../actions-types.ts';
import { AskedAgain } from '../asked-again.ts';
import { Outbox } from '../outbox.ts';
import type { Session } from '../session.ts';
import { takeSummary } from '../take-load.ts';

export function channelActions(session: Session): ChannelActions {
  const { connection } = session.env;
  const creating = new AskedAgain();
  const inChannel = (channelId: ChannelId) => ({ channelId, clientId: Outbox.newClientId() });
  const entered = (summary: ChannelSummary) => {
    takeSummary(session.current(), summary);
    return summary;
  };
  return {
    create: async (wanted) =>
      entered(await creating.ask(wanted, (input) => connection.command('channel.create', input))),
    openDirect: async (memberIds) => entered(await connection.command('direct.open', { memberIds })),
    browse: (input) => connection.command('channel.browse', input),
    async join(channelId) {
      await connection.command('channel.join', inChannel(channelId));
      await session.current().pages.enter(channelId);
    },
    async leave(channelId) {
      await connection.command('channel.leave', inChannel(channelId));
      session.current().book.forget(channelId);
    },
    async rename(channelId, name) {
      await connection.command('channel.rename', { ...inChannel(channelId), name });
    },
    async describe(channelId, change) {
      await connection.command('channel.describe', { ...inChannel(channelId), ...change });
    },
    async archive(channelId, on) {
      await connection.command(on ? 'channel.archive' : 'channel.unarchive', inChannel(channelId));
    },
    async setPolicy(channelId, change) {
      await connection.command('channel.set_policy', { ...inChannel(channelId), ...change });
    },
    members: (input) => connection.command('channel.members', input),
    async standing(channelId, memberId) {
      const { standings } = await connection.command('channel.members', { channelId, memberId });
      return standings[0] ?? null;
    },
    async addMember(channelId, memberId) {
      await connection.command('member.add', { ...inChannel(channelId), memberId });
    },
    async removeMember(channelId, memberId, reason = '') {
      await connection.command('member.remove', { ...inChannel(channelId), memberId, reason });
    },
    async setRole(channelId, memberId, role) {
      await connection.command('member.set_role', { ...inChannel(channelId), memberId, role });
    },
    async muteMember(channelId, memberId, until, reason = '') {
      await connection.command('member.mute', { ...inChannel(channelId), memberId, until, reason });
    },
    async unmuteMember(channelId, memberId) {
      await connection.command('member.unmute', { ...inChannel(channelId), memberId });
    },
  };
}
