import { type ChannelId, noFlags, type Seq, type ThreadFlags } from '@atrium/shared';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { withBox } from '../../markdown/index.ts';
import { type MessageRow, useActions, useNameLookup, usePermissions, withNames } from '../../state/index.ts';
import { attempt } from '../errors/use-attempt.ts';
import { copyText } from './copy.ts';
import { type MessageCommands, permalink } from './message-commands.ts';

interface Options {
  channelId: ChannelId;
  rootSeq: Seq | null;
  /** Of the thread, in a thread. */
  flags: ThreadFlags | null;
  onOpenThread: (rootSeq: Seq) => void;
  onQuote: (markdown: string) => void;
  onEdit: (seq: Seq | null) => void;
  onRemove: (row: MessageRow) => void;
  onHold: (key: string | null) => void;
}

/** Keeps its identity, so that rows are not drawn again when only a callback is new. */
export function useMessageCommands(options: Options): MessageCommands {
  const actions = useActions();
  const permissions = usePermissions(options.channelId);
  const names = useNameLookup();
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  const { channelId, rootSeq, flags } = options;
  return useMemo<MessageCommands>(() => {
    const conversation = { channelId, rootSeq };
    const flagsOf = (row: MessageRow) => flags ?? row.badge?.thread.flags ?? null;
    return {
      channelId,
      inThread: rootSeq !== null,
      flagsOf,
      can: {
        react: (row) => permissions.react(row.message, flagsOf(row) ?? noFlags).ok,
        edit: (row) => permissions.edit(row.message, flagsOf(row) ?? noFlags).ok,
        remove: (row) => permissions.delete(row.message).ok && row.message.deletedAt === null,
        pin: (row) => permissions.pin(row.message).ok,
        moderate: (message) => permissions.moderateThread(message, 'thread.lock').ok,
      },
      react: (row, emoji, on) => void attempt(() => actions.messages.react(channelId, row.seq, emoji, on)),
      openThread: (row) => latest.current.onOpenThread(row.message.rootSeq ?? row.seq),
      quote: (row) => latest.current.onQuote(quotationOf(row.message.body)),
      edit: (row) => latest.current.onEdit(row.seq),
      tick: (row, line, done) => {
        const body = withBox(row.message.body, line, done);
        if (body !== null) void attempt(() => actions.messages.edit(channelId, row.seq, body));
      },
      stopEditing: () => latest.current.onEdit(null),
      remove: (row) => latest.current.onRemove(row),
      pin: (row) =>
        void attempt(() => actions.messages.pin(channelId, row.seq, row.message.pinnedAt === null)),
      save: (row) => void attempt(() => actions.own.save(channelId, row.seq), 'Saved for later'),
      copyLink: (row) => copyText(permalink(channelId, row.seq), 'Link copied'),
      copyText: (row) => copyText(withNames(row.message.body, names), 'Text copied'),
      markUnread: (row) => void attempt(() => actions.reads.markUnread(conversation, row.seq)),
      discardChange: (row) => void attempt(() => actions.messages.discardChange(channelId, row.seq)),
      hold: (key) => latest.current.onHold(key),
    };
  }, [actions, permissions, names, channelId, rootSeq, flags]);
}

/** A line of one's own follows. */
function quotationOf(body: string): string {
  return `${body
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')}\n\n`;
}
