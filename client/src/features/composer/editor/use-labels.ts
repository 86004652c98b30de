import type { ChannelId, MemberId } from '@atrium/shared';
import type { Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';
import { useChannelNames, useMembers } from '../../../state/index.ts';

interface Ids {
  members: MemberId[];
  channels: ChannelId[];
}

/** Gives the references of a text that came as Markdown their names: there they are ids. */
export function useLabels(editor: Editor): void {
  const [ids, setIds] = useState<Ids>({ members: [], channels: [] });
  const members = useMembers(ids.members);
  const channelName = useChannelNames(ids.channels);
  useEffect(() => {
    const collect = () => {
      const { found, nameless } = idsIn(editor);
      setIds((known) => (!nameless && sameIds(known, found) ? known : found));
    };
    collect();
    // Also when a text was put in place without being an edit.
    editor.on('transaction', collect);
    return () => void editor.off('transaction', collect);
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
            ? channelName(id as ChannelId)
            : undefined;
      if (label && node.attrs['label'] !== label) tr.setNodeAttribute(at, 'label', label);
    });
    if (tr.docChanged) editor.view.dispatch(tr.setMeta('labels', true).setMeta('addToHistory', false));
  }, [editor, ids, members, channelName]);
}

function idsIn(editor: Editor): { found: Ids; nameless: boolean } {
  const found: Ids = { members: [], channels: [] };
  let nameless = false;
  editor.state.doc.descendants(({ type, attrs }) => {
    if (type.name !== 'mention' && type.name !== 'channelMention') return;
    if (attrs['label'] === '') nameless = true;
    if (type.name === 'mention') found.members.push(String(attrs['id']) as MemberId);
    else found.channels.push(String(attrs['id']) as ChannelId);
  });
  return { found, nameless };
}

function sameIds(a: Ids, b: Ids): boolean {
  return a.members.join() === b.members.join() && a.channels.join() === b.channels.join();
}
