import type { OwnActions } from '../actions-types.ts';
import { AskedAgain } from '../asked-again.ts';
import type { Session } from '../session.ts';

export function ownActions(session: Session): OwnActions {
  const { connection, outlet } = session.env;
  const scheduling = new AskedAgain();
  return {
    setPreferences: (change) => session.current().preferences.set(change),
    setChannelPreference: (channelId, change) => session.current().preferences.setChannel(channelId, change),
    async save(channelId, seq) {
      await connection.command('saved.add', { channelId, seq });
    },
    async unsave(channelId, seq) {
      await connection.command('saved.remove', { channelId, seq });
    },
    saved: (cursor) => connection.command('saved.list', cursor === undefined ? {} : { cursor }),
    carryDraft: (from, to) => session.current().drafts.carry(from, to),
    async schedule({ channelId, rootSeq }, body, sendAt) {
      const { scheduled } = await scheduling.ask({ channelId, rootSeq, body, sendAt }, (input) =>
        connection.command('scheduled.create', input),
      );
      session.current().receive('me', { scheduled: { added: [scheduled] } });
      return scheduled;
    },
    async cancelScheduled(id) {
      await connection.command('scheduled.cancel', { id });
      session.current().receive('me', { scheduled: { removed: [id] } });
    },
    typing: (conversation) => session.current().typing.typing(conversation),
    allowDesktopNotices: () => outlet.ask(),
  };
}
