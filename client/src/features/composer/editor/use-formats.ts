import type { Editor } from '@tiptap/core';
import { useEffect } from 'react';
import type { ActiveFormats } from '../active-formats.ts';
import { formatsAt } from './format.ts';

/** Tells the formats at the caret, once for all that happened in a frame and never while a key is being taken. */
export function useFormats(editor: Editor, formats: ActiveFormats | undefined): void {
  useEffect(() => {
    if (!formats) return;
    let frame = 0;
    const tell = () => {
      frame = 0;
      const active = editor.isDestroyed ? [] : formatsAt(editor);
      if (active.join() !== formats.getState().active.join()) formats.setState({ active });
    };
    const soon = () => (frame ||= requestAnimationFrame(tell));
    soon();
    editor.on('transaction', soon);
    return () => {
      editor.off('transaction', soon);
      cancelAnimationFrame(frame);
    };
  }, [editor, formats]);
}
