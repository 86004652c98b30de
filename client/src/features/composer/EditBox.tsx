import { type ChannelId, isBlank, type Message } from '@atrium/shared';
import { useRef } from 'react';
import { useActions, usePermissions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { Editor } from './Editor.tsx';
import { isTooLong } from './length.ts';

/** A message of one's own being changed, where it stands. Enter saves, Escape leaves it as it was. */
export function EditBox({
  channelId,
  message,
  refused,
  onDone,
}: {
  channelId: ChannelId;
  message: Message;
  /** What one wrote there and the server did not take: it is gone on with. */
  refused: string | null;
  onDone: () => void;
}) {
  const { messages } = useActions();
  const permissions = usePermissions(channelId);
  const body = useRef(refused ?? message.body);
  const save = () => {
    const text = body.current.trim();
    if (isBlank(text) || isTooLong(text)) return;
    onDone();
    void attempt(async () => {
      if (text !== message.body) await messages.edit(channelId, message.seq, text);
      if (refused !== null) await messages.discardChange(channelId, message.seq);
    });
  };
  return (
    <div className="my-1 rounded-xl bg-raised shadow-[inset_0_0_0_1.5px_var(--c-accent)] dark:bg-canvas">
      <Editor
        channelId={channelId}
        label="Edit the message"
        placeholder="Say it differently"
        initial={refused ?? message.body}
        autoFocus
        onChange={(markdown) => (body.current = markdown)}
        onSend={save}
        onEscape={onDone}
        mayCallEveryone={permissions.mentionEveryone.ok}
      />
      <div className="flex items-center justify-end gap-2 px-2 pb-2">
        <Button size="small" variant="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button size="small" variant="primary" onClick={save}>
          Save
        </Button>
      </div>
    </div>
  );
}
