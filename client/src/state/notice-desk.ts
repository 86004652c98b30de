/** Turns messages that arrive into notifications and a sound, where the rules say so. */
import { type ChannelId, isHidden, type Message, type NoticeReason } from '@atrium/shared';
import { Emitter } from './emitter.ts';
import { plainText } from './plain-text.ts';
import { decideNotice, localTime } from './notifications.ts';
import type { ChannelRecord, RecordChange } from './record.ts';
import { reasonFor } from './reasons.ts';
import { titleOf } from './titles.ts';
import type { NoticeView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What is older was caught up with, not heard as it was said. */
const freshMs = 60_000;

export class NoticeDesk {
  readonly #workspace: Workspace;
  /** To be shown within the page, also where the browser shows nothing. */
  readonly told = new Emitter<NoticeView>();
  /** Messages of others as they come in, in any conversation. */
  readonly arrived = new Emitter<{ channelId: ChannelId; message: Message }>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  take(record: ChannelRecord, { fresh }: RecordChange): void {
    const since = this.#workspace.serverNow() - freshMs;
    for (const entry of fresh) {
      if (
        isHidden(entry) ||
        entry.kind !== 'message' ||
        entry.at < since ||
        entry.authorId === this.#workspace.self
      )
        continue;
      this.arrived.emit({ channelId: record.id, message: entry });
      this.#consider(record, entry);
    }
  }

  #consider(record: ChannelRecord, message: Message): void {
    const { env, preferences, me, timelines, leading } = this.#workspace;
    const now = this.#workspace.serverNow();
    const looking =
      env.page.visible() && timelines.isShown({ channelId: record.id, rootSeq: message.rootSeq });
    const decision = decideNotice({
      message,
      reason: reasonFor(this.#workspace, record, message),
      me: me.getState().me ?? { dndUntil: null },
      preferences: preferences.all,
      looking,
      now,
      local: localTime(env.timers.now()),
      leading,
    });
    if (!decision.tell) return;
    const notice = this.#view(record, message, decision.why);
    this.told.emit(notice);
    if (decision.sound) env.outlet.sound();
    if (decision.desktop) this.#show(notice);
  }

  #view(record: ChannelRecord, message: Message, reason: NoticeReason): NoticeView {
    const { members, self } = this.#workspace;
    return {
      key: `${record.id}/${message.seq}`,
      channelId: record.id,
      rootSeq: message.rootSeq,
      seq: message.seq,
      author: members.get(message.authorId),
      channelTitle: titleOf(record.journal.channel, self, members),
      reason,
      body: plainText(message.body, (id) => members.get(id)?.name ?? null),
    };
  }

  #show({ key, author, channelTitle, body, channelId, seq }: NoticeView): void {
    const { env } = this.#workspace;
    if (env.outlet.permission() !== 'granted') return;
    env.outlet.show({
      tag: key,
      title: author ? `${author.name} · ${channelTitle}` : channelTitle,
      body: body.slice(0, 300),
      onOpen: () => env.page.open(`/c/${channelId}/${seq}`),
    });
  }
}
