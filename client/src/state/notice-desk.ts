/** Turns messages that arrive into notifications and a sound, where the rules say so. */
import { type ChannelId, isHidden, type Message, type NoticeReason } from '@atrium/shared';
import { Emitter, reportError } from './emitter.ts';
import { FrontTab, type TabPlace } from './front-tab.ts';
import { type NameLookup, plainText } from './plain-text.ts';
import { decideNotice, localTime } from './notifications.ts';
import type { ChannelRecord, RecordChange } from './record.ts';
import { reasonWords } from './reason-words.ts';
import { reasonFor } from './reasons.ts';
import type { TabBus } from './tabs.ts';
import { titleOf } from './titles.ts';
import type { NoticeView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What is older was caught up with, not heard as it was said. */
const freshMs = 60_000;

export class NoticeDesk {
  readonly #workspace: Workspace;
  readonly #front: FrontTab;
  /** To be shown within the page, also where the browser shows nothing. */
  readonly told = new Emitter<NoticeView>();
  /** Messages of others as they come in, in any conversation. */
  readonly arrived = new Emitter<{ channelId: ChannelId; message: Message }>();

  constructor(workspace: Workspace, bus: TabBus) {
    this.#workspace = workspace;
    const { timers, page } = workspace.env;
    const inFront = () => page.visible();
    this.#front = new FrontTab({ bus, timers, inFront, leading: () => workspace.leading });
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
    const { env, preferences, me, timelines } = this.#workspace;
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
    });
    if (!decision.tell) return;
    this.#front
      .place()
      .then((place) => this.#tell(place, this.#view(record, message, decision.why)))
      .catch(reportError);
  }

  #tell(place: TabPlace, notice: NoticeView): void {
    const { env, preferences } = this.#workspace;
    if (place === 'other') return;
    this.told.emit(notice);
    if (preferences.all.sound) env.outlet.sound();
    // To somebody who looks at the page, the page itself says it.
    if (preferences.all.desktop && place !== 'front') this.#show(notice);
  }

  #view(record: ChannelRecord, message: Message, reason: NoticeReason): NoticeView {
    const { members, channelNames, book, self } = this.#workspace;
    const { channel } = record.journal;
    const names: NameLookup = {
      member: (id) => members.get(id)?.name ?? null,
      channel: (id) => book.get(id)?.journal.channel.name || channelNames.get(id),
    };
    return {
      key: `${record.id}/${message.seq}`,
      channelId: record.id,
      rootSeq: message.rootSeq,
      seq: message.seq,
      author: members.get(message.authorId),
      channelTitle: `${channel.kind === 'direct' ? '' : '#'}${titleOf(channel, self, members)}`,
      reason,
      body: plainText(message.body, names),
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

  close(): void {
    this.#front.close();
  }
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
