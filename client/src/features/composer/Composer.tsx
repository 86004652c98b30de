import { isBlank, type ThreadFlags } from '@atrium/shared';
import { mentionsIn } from '@atrium/shared/markdown';
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef, useState } from 'react';
import { type Conversation, useActions, useChannel, useDraft, usePermissions } from '../../state/index.ts';
import { FocusRelay } from '../../ui/FocusRelay.tsx';
import { toast } from '../../ui/toast.ts';
import { attempt } from '../errors/use-attempt.ts';
import { matches } from '../shortcuts/registry.ts';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';
import { AbsentLine } from './AbsentLine.tsx';
import { activeFormats } from './active-formats.ts';
import { AudienceLine } from './AudienceLine.tsx';
import { Blocked } from './Blocked.tsx';
import { ComposerBar } from './ComposerBar.tsx';
import { Editor } from './Editor.tsx';
import type { EditorHandle } from './editor-types.ts';
import { JoinBar } from './JoinBar.tsx';
import { isTooLong } from './length.ts';
import { usePostVerdict } from './use-post-verdict.ts';

export interface ComposerHandle {
  focus(): void;
  insert(markdown: string): void;
}

interface Props {
  ref?: Ref<ComposerHandle>;
  conversation: Conversation;
  flags: ThreadFlags | null;
  placeholder: string;
  autoFocus: boolean;
  onEditLast: () => boolean;
  onSent: () => void;
}

/** Where one writes: what is typed is a draft at once, and a message as soon as it is safe on this device. */
export function Composer({ ref, conversation, flags, placeholder, autoFocus, onEditLast, onSent }: Props) {
  const { messages, own } = useActions();
  const channel = useChannel(conversation.channelId).value;
  const permissions = usePermissions(conversation.channelId);
  const verdict = usePostVerdict(conversation.channelId, flags);
  const draft = useDraft(conversation);
  const editor = useRef<EditorHandle>(null);
  const held = useRef(false);
  const [formats] = useState(activeFormats);
  const body = useRef(draft.body);
  const [empty, setEmpty] = useState(isBlank(draft.body));
  const [mentioned, setMentioned] = useState(() => mentionsIn(draft.body).members);
  const noteMentions = (markdown: string) => {
    const { members } = mentionsIn(markdown);
    setMentioned((before) => (before.join() === members.join() ? before : members));
  };

  useImperativeHandle(ref, () => ({
    focus: () => editor.current?.focus(),
    insert: (markdown) => {
      editor.current?.insert(markdown);
      editor.current?.focus();
    },
  }));
  const takeOver = useEffectEvent(() => {
    if (draft.body === body.current) return;
    body.current = draft.body;
    setEmpty(isBlank(draft.body));
    noteMentions(draft.body);
    editor.current?.replace(draft.body);
  });
  useEffect(() => takeOver(), [draft.revision]);
  useShortcuts(conversation.rootSeq === null ? { focusComposer: () => editor.current?.focus() } : {});

  const waits = !verdict.ok && verdict.code === 'slow_mode';
  if (channel && channel.standing === null && permissions.join.ok)
    return (
      <FocusRelay key="join" heldRef={held} className="rounded-xl">
        <JoinBar channelId={conversation.channelId} title={channel.title} />
      </FocusRelay>
    );
  if (!verdict.ok && !waits) {
    return (
      <FocusRelay key="blocked" heldRef={held} className="rounded-xl">
        <Blocked verdict={verdict} />
      </FocusRelay>
    );
  }

  const change = (markdown: string) => {
    body.current = markdown;
    setEmpty(isBlank(markdown));
    noteMentions(markdown);
    draft.set(markdown);
    if (!isBlank(markdown)) own.typing(conversation);
  };
  const empties = () => {
    body.current = '';
    editor.current?.clear();
    draft.clear();
    setEmpty(true);
    noteMentions('');
  };
  const send = () => {
    const text = body.current.trim();
    if (isBlank(text) || waits || isTooLong(text)) return;
    const action = /^\/me\s+(?=\S)/.exec(text);
    const sent = action
      ? messages.post(conversation, text.slice(action[0].length), { action: true })
      : messages.post(conversation, text);
    empties();
    void attempt(() => sent);
    onSent();
  };
  const schedule = async (sendAt: number) => {
    const text = body.current.trim();
    if (isTooLong(text)) return;
    await own.schedule(conversation, text, sendAt);
    // What was written while it was on its way is not part of it.
    if (draft.body.trim() === text) empties();
    toast('It is sent at that time. You find it under Drafts until then.');
  };

  return (
    <FocusRelay key="field" heldRef={held} onTake={() => editor.current?.focus()}>
      {/* The field's keys come by here: https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/ */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className="rounded-xl border border-line-strong bg-raised transition-colors focus-within:border-accent dark:bg-canvas"
        // Before the editor, which lets no Escape out.
        onKeyDownCapture={(event) => {
          const field = event.currentTarget;
          // Where it closes a list of suggestions, it does only that.
          if (!matches('markRead', event) || field.querySelector('[role="listbox"]')) return;
          field.querySelector<HTMLElement>(':focus')?.blur();
        }}
      >
        <AudienceLine channelId={conversation.channelId} />
        <Editor
          channelId={conversation.channelId}
          key={`${conversation.channelId}.${conversation.rootSeq ?? ''}`}
          ref={editor}
          label={placeholder}
          placeholder={placeholder}
          initial={draft.body}
          autoFocus={autoFocus}
          onChange={change}
          onSend={send}
          onEditLast={onEditLast}
          formats={formats}
          mayCallEveryone={permissions.mentionEveryone.ok}
        />
        <AbsentLine channelId={conversation.channelId} mentioned={mentioned} />
        <ComposerBar
          editor={editor}
          formats={formats}
          empty={empty}
          waitMs={waits ? (verdict.retryAfterMs ?? 0) : 0}
          slowModeMs={channel?.channel.slowModeMs ?? 0}
          onSend={send}
          onSchedule={schedule}
        />
      </div>
    </FocusRelay>
  );
}
