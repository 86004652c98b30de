import type { ChannelId } from '@atrium/shared';
import type { Ref } from 'react';
import type { ActiveFormats, Format } from './active-formats.ts';

export interface EditorHandle {
  focus(): void;
  clear(): void;
  /** Markdown, put where the caret is. */
  insert(markdown: string): void;
  /** Markdown, in place of all there is. */
  replace(markdown: string): void;
  /** The other field's text, and its keyboard when it had it; done when this returns. */
  takeOver(markdown: string, focus: boolean): void;
  /** Bold and the like; nothing where the field knows only text. */
  format(format: Format): void;
}

export interface EditorProps {
  /** Whose people are offered first. */
  channelId: ChannelId;
  ref?: Ref<EditorHandle>;
  label: string;
  placeholder: string;
  /** Markdown. */
  initial: string;
  autoFocus: boolean;
  onChange: (markdown: string) => void;
  onSend: () => void;
  /** Arrow-up in an empty field; true when something is edited now. */
  onEditLast?: () => boolean;
  onEscape?: () => void;
  /** Is told the formats at the caret, a frame later. */
  formats?: ActiveFormats;
  mayCallEveryone: boolean;
  /** It can take over from the plain field. */
  onReady?: () => void;
}
