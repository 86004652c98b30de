import { limits } from '@atrium/shared';
import { useState } from 'react';
import { type ThreadView, useActions } from '../../state/index.ts';
import { TextField } from '../accounts/TextField.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { ReasonDialog } from '../people/ReasonDialog.tsx';
import { MoveDialog } from './MoveDialog.tsx';
import type { ThreadQuestion } from './use-thread-menu.tsx';

const shown = 'Everybody in the channel can read it.';

export function ThreadDialogs({
  view,
  question,
  onClose,
}: {
  view: ThreadView;
  question: ThreadQuestion;
  onClose: () => void;
}) {
  const { threads } = useActions();
  const { channelId, rootSeq } = view.thread;
  switch (question) {
    case 'title':
      return <TitleDialog view={view} onClose={onClose} />;
    case 'pin':
      return (
        <ReasonDialog
          title="Pin this thread"
          description="It stands at the top of the channel’s threads."
          timed
          submitLabel="Pin"
          reasonHint={shown}
          onSubmit={(answer) => threads.pin(channelId, rootSeq, true, answer)}
          onClose={onClose}
        />
      );
    case 'move':
      return <MoveDialog view={view} onClose={onClose} />;
    case 'lock':
      return (
        <ReasonDialog
          title="Lock this thread"
          description="Only moderators can write in it, until it is unlocked. Everybody can still read it."
          timed={false}
          submitLabel="Lock"
          reasonHint={shown}
          onSubmit={({ reason }) => threads.lock(channelId, rootSeq, true, reason)}
          onClose={onClose}
        />
      );
    case 'mute':
      return (
        <ReasonDialog
          title="Mute this thread for everybody"
          description="Nobody is notified, nothing in it counts as unread, and it sinks below the others. People can still read and write."
          timed
          submitLabel="Mute"
          reasonHint={shown}
          onSubmit={(answer) => threads.mute(channelId, rootSeq, true, answer)}
          onClose={onClose}
        />
      );
  }
}

function TitleDialog({ view, onClose }: { view: ThreadView; onClose: () => void }) {
  const { threads } = useActions();
  const { channelId, rootSeq, title } = view.thread;
  const [text, setText] = useState(title ?? '');
  const { busy, words, run } = useAttempt();
  const save = async () => {
    if (await run(() => threads.setTitle(channelId, rootSeq, text.trim() || null))) onClose();
  };
  return (
    <FormDialog
      title="Title of the thread"
      description="So that one finds it again in the list."
      submitLabel="Save"
      busy={busy}
      words={words}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        label="Title"
        maxLength={limits.threadTitleLength}
        value={text}
        onChange={setText}
        placeholder="What is it about?"
      />
    </FormDialog>
  );
}
