import { Toolbar } from '@base-ui/react/toolbar';
import {
  Bold,
  Code,
  Italic,
  Link2,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Quote,
  SquareCode,
  Strikethrough,
} from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../../ui/IconButton.tsx';
import { keysOf, type ShortcutName } from '../shortcuts/registry.ts';
import { type ActiveFormats, type Format, formats } from './active-formats.ts';

const looks: Record<Format, { label: string; Icon: LucideIcon; shortcut?: ShortcutName }> = {
  bold: { label: 'Bold', Icon: Bold, shortcut: 'bold' },
  italic: { label: 'Italic', Icon: Italic, shortcut: 'italic' },
  strike: { label: 'Struck through', Icon: Strikethrough },
  link: { label: 'Link', Icon: Link2 },
  bulletList: { label: 'List', Icon: List },
  orderedList: { label: 'Numbered list', Icon: ListOrdered },
  taskList: { label: 'List to tick off', Icon: ListChecks },
  blockquote: { label: 'Quotation', Icon: Quote },
  code: { label: 'Code', Icon: Code, shortcut: 'code' },
  codeBlock: { label: 'Code block', Icon: SquareCode },
};

interface Props {
  atCaret: ActiveFormats;
  onFormat: (format: Format) => void;
}

/** A button for each format; those that hold where the caret is are pressed. */
export default function FormatBar({ atCaret, onFormat }: Props) {
  const active = useStore(atCaret, (state) => state.active);
  return (
    <Toolbar.Root
      aria-label="Formatting"
      className="flex min-w-0 gap-0.5 overflow-x-auto border-l border-line pl-1"
    >
      {formats.map((format) => {
        const { label, Icon, shortcut } = looks[format];
        const pressed = active.includes(format);
        return (
          <Toolbar.Button
            key={format}
            render={
              <IconButton
                size="small"
                label={label}
                shortcut={shortcut && keysOf(shortcut)}
                active={pressed}
                aria-pressed={pressed}
              >
                <Icon />
              </IconButton>
            }
            onClick={() => onFormat(format)}
          />
        );
      })}
    </Toolbar.Root>
  );
}
