import type { MemberId } from '@atrium/shared';
import type { Conversation, PendingRow, TimelineRow as Row } from '../../state/index.ts';
import { DayLine, NewLine } from './DayLine.tsx';
import type { MessageCommands } from './message-commands.ts';
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
  highlighted: boolean;
  editing: boolean;
  onTakeBack: (row: PendingRow) => void;
}

export function TimelineRow({ row, conversation, onTakeBack, ...rest }: Props) {
  switch (row.type) {
    case 'day':
      return <DayLine day={row.day} />;
    case 'new':
      return <NewLine />;
    case 'system':
      return (
        <SystemLine
          entry={row.entry}
          channelId={conversation.channelId}
          inThread={conversation.rootSeq !== null}
        />
      );
    case 'pending':
      return <PendingMessage row={row} onTakeBack={onTakeBack} />;
    case 'message':
      return <MessageRow row={row} {...rest} />;
  }
}
