import type { MemberId, Seq } from '@atrium/shared';
import type { Conversation, MembershipRow, PendingRow, TimelineRow as Row } from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { DayLine, NewLine } from './DayLine.tsx';
import type { MessageCommands } from './message-commands.ts';
import { MembershipLine } from './MembershipLine.tsx';
import { MessageRow } from './MessageRow.tsx';
import { PendingMessage } from './PendingMessage.tsx';
import { SystemLine } from './SystemLine.tsx';

interface Props {
  row: Row;
  conversation: Conversation;
  self: MemberId;
  commands: MessageCommands;
  active: boolean;
  focusable: boolean;
  /** The entry that was asked for, when this row shows it. */
  highlightSeq: Seq | null;
  editing: boolean;
  /** Of a row that stands for several: whether they are shown. */
  open: boolean;
  onToggle: (row: MembershipRow, open: boolean) => void;
  onTakeBack: (row: PendingRow) => void;
}

export function TimelineRow({ row, conversation, highlightSeq, open, onToggle, onTakeBack, ...rest }: Props) {
  switch (row.type) {
    case 'day':
      return <DayLine day={row.day} />;
    case 'new':
      return <NewLine />;
    case 'system':
      return (
        <div className={cn(highlightSeq !== null && 'flash')}>
          <SystemLine
            entry={row.entry}
            channelId={conversation.channelId}
            inThread={conversation.rootSeq !== null}
          />
        </div>
      );
    case 'membership':
      return (
        <MembershipLine
          row={row}
          channelId={conversation.channelId}
          open={open}
          highlightSeq={highlightSeq}
          onToggle={onToggle}
        />
      );
    case 'pending':
      return <PendingMessage row={row} onTakeBack={onTakeBack} />;
    case 'message':
      return <MessageRow row={row} highlighted={highlightSeq !== null} {...rest} />;
  }
}
