import type { MemberId } from '@atrium/shared';
import type { Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';
import { useMembers, useSidebar } from '../../../state/index.ts';
import { itemsInOrder } from '../../sidebar/order.ts';

/** Gives the references of a text that came as Markdown their names: there they are ids. */
export function useLabels(editor: Editor): void {
  const [ids, setIds] = useState<MemberId[]>([]);
  const members = useMembers(ids);
  const sidebar = useSidebar();
  useEffect(() => {
    const collect = () => {
      const found: MemberId[] = [];
      editor.state.doc.descendants((node) => {
        if (node.type.name === 'mention') found.push(String(node.attrs['id']) as MemberId);
      });
      setIds((known) => (known.join() === found.join() ? known : found));
    };
    collect();
    editor.on('update', collect);
    return () => void editor.off('update', collect);
  }, [editor]);
  useEffect(() => {
    if (editor.isDestroyed) return;
    const { tr, doc } = editor.state;
    doc.descendants((node, at) => {
      const id = String(node.attrs['id']);
      const label =
        node.type.name === 'mention'
          ? members.find((member) => member.id === id)?.name
          : node.type.name === 'channelMention'
            ? itemsInOrder(sidebar).find(({ channelId }) => channelId === id)?.title
            : undefined;
      if (label && node.attrs['label'] !== label) tr.setNodeAttribute(at, 'label', label);
    });
    if (tr.docChanged) editor.view.dispatch(tr.setMeta('labels', true).setMeta('addToHistory', false));
  }, [editor, members, sidebar]);
}
