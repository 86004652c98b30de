/**
 * What somebody began to write: on this device's disk at once, on the server a moment later. Where two devices wrote, the
 * later one counts; what is being typed here is never replaced under the cursor by something older.
 */
import type { Draft } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { retryAfterMs, toAtriumError } from '../net/errors.ts';
import type { Timers } from '../net/timers.ts';
import { type ConversationKey, keyOf } from './conversation.ts';
import { Emitter, reportError } from './emitter.ts';
import type { Storage } from './storage.ts';
import type { TabBus } from './tabs.ts';
import type { Conversation } from './views.ts';

const sendAfterMs = 1_500;

export interface LocalDraft extends Conversation {
  body: string;
  /** By this device's clock until the server has said its own. */
  updatedAt: number;
  /** Not on the server yet. */
  dirty: boolean;
}

export interface DraftOptions {
  connection: Connection;
  storage: Storage;
  bus: TabBus;
  timers: Timers;
}

export class DraftBook {
  readonly #options: DraftOptions;
  readonly #drafts = new Map<ConversationKey, LocalDraft>();
  /** Raised when a draft was changed elsewhere than in its field: by another tab, another device, or {@link append}. */
  readonly #revisions = new Map<ConversationKey, number>();
  readonly #timersOf = new Map<ConversationKey, () => void>();
  /** How often in a row a draft was refused. */
  readonly #refusals = new Map<ConversationKey, number>();
  readonly #offBus: () => void;
  readonly changed = new Emitter<Conversation>();

  constructor(options: DraftOptions) {
    this.#options = options;
    this.#offBus = options.bus.on((message) => {
      if (isDraftMessage(message)) this.#hear(message.draft);
    });
  }

  get(conversation: Conversation): LocalDraft | null {
    return this.#drafts.get(keyOf(conversation)) ?? null;
  }

  revision(conversation: Conversation): number {
    return this.#revisions.get(keyOf(conversation)) ?? 0;
  }

  /** Those with something in them, newest first. */
  all(): LocalDraft[] {
    return [...this.#drafts.values()]
      .filter(({ body }) => body !== '')
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  async load(): Promise<void> {
    for (const { value } of await this.#options.storage.all('drafts')) {
      const draft = value as LocalDraft;
      this.#replace(draft);
      if (draft.dirty) this.#plan(draft);
    }
  }

  set(conversation: Conversation, body: string): void {
    const known = this.get(conversation);
    if ((known?.body ?? '') === body) return;
    const { channelId, rootSeq } = conversation;
    // Later than what it replaces, also where that was stamped by the server and this device's clock is behind.
    const updatedAt = Math.max(this.#options.timers.now(), (known?.updatedAt ?? 0) + 1);
    const draft = { channelId, rootSeq, body, updatedAt, dirty: true };
    this.#drafts.set(keyOf(draft), draft);
    this.#keep(draft);
    this.#options.bus.post({ kind: 'draft', draft });
    // What was sent must not be begun anew on another device, though this one be closed right after.
    this.#plan(draft, body === '' ? 0 : sendAfterMs);
    this.changed.emit(conversation);
  }

  /** Puts a text after what is there, in the field as well, where it is open. */
  append(conversation: Conversation, text: string): void {
    const key = keyOf(conversation);
    const before = this.get(conversation)?.body ?? '';
    this.#revisions.set(key, (this.#revisions.get(key) ?? 0) + 1);
    this.set(conversation, before === '' ? text : `${before}\n\n${text}`);
  }

  /** What was begun in one place goes on in another. */
  carry(from: Conversation, to: Conversation): void {
    const body = this.get(from)?.body ?? '';
    if (body === '') return;
    this.append(to, body);
    this.set(from, '');
  }

  /** All that the server has, as of a time (its clock): what else it had was sent, or given up, while nobody told this device. */
  putAll(drafts: readonly Draft[], asOf: number): void {
    const listed = new Set(drafts.map(keyOf));
    for (const [key, known] of this.#drafts) {
      if (known.dirty || known.updatedAt >= asOf || listed.has(key)) continue;
      const gone = { ...known, body: '' };
      this.#replace(gone);
      this.#keep(gone);
    }
    this.put(drafts);
  }

  /** Those that changed on the server. */
  put(drafts: readonly Draft[]): void {
    for (const draft of drafts) {
      const known = this.#drafts.get(keyOf(draft));
      if (known && (known.dirty || known.updatedAt >= draft.updatedAt)) continue;
      const next = { ...draft, dirty: false };
      this.#replace(next);
      this.#keep(next);
    }
  }

  /** Of another tab: what somebody types there, or that the server has it. */
  #hear(draft: LocalDraft): void {
    if (draft.dirty) return this.#replace(draft);
    const key = keyOf(draft);
    if (this.#drafts.get(key)?.body === draft.body) this.#drafts.set(key, draft);
  }

  #replace(draft: LocalDraft): void {
    const key = keyOf(draft);
    const known = this.#drafts.get(key);
    // What waits to be sent comes after what the server has, whatever the two clocks say.
    const waits = draft.dirty && known?.dirty === false;
    if (known && !waits && known.updatedAt > draft.updatedAt) return;
    this.#drafts.set(key, draft);
    if ((known?.body ?? '') !== draft.body) this.#revisions.set(key, (this.#revisions.get(key) ?? 0) + 1);
    this.changed.emit({ channelId: draft.channelId, rootSeq: draft.rootSeq });
  }

  #keep(draft: LocalDraft): void {
    const gone = draft.body === '' && !draft.dirty;
    this.#options.storage
      .write([{ store: 'drafts', key: keyOf(draft), value: gone ? undefined : draft }])
      .catch(reportError);
  }

  #plan(draft: LocalDraft, afterMs = sendAfterMs): void {
    const key = keyOf(draft);
    this.#timersOf.get(key)?.();
    this.#timersOf.set(
      key,
      this.#options.timers.after(afterMs, () => void this.#send(key)),
    );
  }

  /** The connection is there again. */
  resume(): void {
    for (const draft of this.#drafts.values()) if (draft.dirty) this.#plan(draft, 500);
  }

  /** Tells the server now what it was about to be told. */
  async flush(): Promise<void> {
    await Promise.all([...this.#drafts.keys()].map((key) => this.#send(key)));
  }

  async #send(key: ConversationKey): Promise<void> {
    const draft = this.#drafts.get(key);
    if (!draft?.dirty) return;
    const { channelId, rootSeq, body } = draft;
    const { connection, timers } = this.#options;
    try {
      const answer = await connection.command('draft.set', { channelId, rootSeq, body }, { onlyNow: true });
      this.#refusals.delete(key);
      if (this.#drafts.get(key) !== draft) return;
      const sent = { ...draft, dirty: false, updatedAt: answer.draft.updatedAt };
      this.#drafts.set(key, sent);
      this.#keep(sent);
      this.#options.bus.post({ kind: 'draft', draft: sent });
    } catch (error) {
      // It stays on this device, dirty: without a connection it goes out with the next one.
      const known = toAtriumError(error);
      const mayYet = known.retryable && connection.status.state === 'live';
      if (!mayYet || this.#drafts.get(key) !== draft) return;
      const refusals = (this.#refusals.get(key) ?? 0) + 1;
      this.#refusals.set(key, refusals);
      this.#plan(draft, retryAfterMs(known, refusals, timers.random()));
    }
  }

  close(): void {
    this.#offBus();
    for (const cancel of this.#timersOf.values()) cancel();
  }
}

function isDraftMessage(message: unknown): message is { kind: 'draft'; draft: LocalDraft } {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'draft';
}
