/** Turns messages that arrive into notifications and a sound, where the rules say so. */
import { type ChannelId, isHidden, type Message, type NoticeReason } from '@atrium/shared';
import { Emitter } from './emitter.ts';
import { plainText } from './plain-text.ts';
import { decideNotice, localTime } from './notifications.ts';
import type { ChannelRecord, RecordChange } from './record.ts';
import { reasonWords } from './reason-words.ts';
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
    const { members, channelNames, book, self } = this.#workspace;
    const { channel } = record.journal;
    const nameOf = (id: ChannelId) => book.get(id)?.journal.channel.name || channelNames.get(id);
    return {
      key: `${record.id}/${message.seq}`,
      channelId: record.id,
      rootSeq: message.rootSeq,
      seq: message.seq,
      author: members.get(message.authorId),
      channelTitle: `${channel.kind === 'direct' ? '' : '#'}${titleOf(channel, self, members)}`,
      reason,
      body: plainText(message.body, (id) => members.get(id)?.name ?? null, nameOf),
    };
  }

  #show({ key, author, channelTitle, body, channelId, seq, reason }: NoticeView): void {
    const { env } = this.#workspace;
    if (env.outlet.permission() !== 'granted') return;
    env.outlet.show({
      tag: key,
      title: author && reason !== 'direct' ? `${author.name} · ${channelTitle}` : channelTitle,
      body: `${body.slice(0, 300)}\n${capitalised(reasonWords[reason].why)}`,
      onOpen: () => env.page.open(`/c/${channelId}/${seq}`),
    });
  }
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
