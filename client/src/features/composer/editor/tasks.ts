import { Extension, InputRule } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView, NodeView } from '@tiptap/pm/view';

/** Items of a list that can be ticked off: `[ ] ` at an item's beginning makes it one, Backspace there undoes that. */
export const tasks = Extension.create({
  name: 'tasks',
  // Before the list's own keys: the box goes before the item does.
  priority: 200,
  addGlobalAttributes: () => [
    {
      types: ['listItem'],
      attributes: {
        /** Null for an item that cannot be ticked off. */
        done: {
          default: null,
          parseHTML: (element: HTMLElement) => doneOf(element),
          renderHTML: ({ done }: Record<string, unknown>) =>
            typeof done === 'boolean' ? { 'data-checked': String(done) } : {},
        },
      },
    },
  ],
  addInputRules: () => [
    new InputRule({
      find: /^\[([ xX]?)\]\s$/,
      handler: ({ state, range, match }) => {
        const { $from } = state.selection;
        const item = $from.node(-1);
        if (item?.type.name !== 'listItem' || $from.index(-1) !== 0) return null;
        state.tr
          .delete(range.from, range.to)
          .setNodeAttribute($from.before(-1), 'done', match[1]?.toLowerCase() === 'x');
        return undefined;
      },
    }),
  ],
  addKeyboardShortcuts() {
    return {
      Backspace: ({ editor }) => {
        const { $from, empty } = editor.state.selection;
        const item = $from.depth > 1 ? $from.node(-1) : null;
        if (!empty || $from.parentOffset > 0 || item?.type.name !== 'listItem') return false;
        if (item.attrs['done'] === null || $from.index(-1) !== 0) return false;
        return editor.commands.command(({ tr }) => {
          tr.setNodeAttribute($from.before(-1), 'done', null);
          return true;
        });
      },
    };
  },
  addProseMirrorPlugins: () => [
    new Plugin({ props: { nodeViews: { listItem: (node, view, at) => itemView(node, view, at) } } }),
  ],
});

/** As other editors and pages write such an item. */
function doneOf(element: HTMLElement): boolean | null {
  const said = element.getAttribute('data-checked') ?? element.getAttribute('aria-checked');
  if (said !== null) return said === '' || said === 'true';
  const box = element.querySelector<HTMLInputElement>(
    ':scope > input[type="checkbox"], :scope > :is(label, p) > input[type="checkbox"]',
  );
  return box && box.hasAttribute('checked');
}

function itemView(node: Node, view: EditorView, at: () => number | undefined): NodeView {
  const item = document.createElement('li');
  if (node.attrs['done'] === null) {
    return {
      dom: item,
      contentDOM: item,
      update: (next) => next.type === node.type && next.attrs['done'] === null,
    };
  }
  const box = document.createElement('input');
  const content = document.createElement('div');
  const show = (done: boolean) => {
    box.checked = done;
    item.toggleAttribute('data-done', done);
  };
  item.className = 'task';
  Object.assign(box, { type: 'checkbox', className: 'task-box', contentEditable: 'false', tabIndex: -1 });
  box.setAttribute('aria-label', 'Done');
  // The keyboard stays in the text.
  box.addEventListener('mousedown', (event) => event.preventDefault());
  box.addEventListener('change', () => {
    const position = at();
    if (position !== undefined) view.dispatch(view.state.tr.setNodeAttribute(position, 'done', box.checked));
  });
  item.append(box, content);
  show(node.attrs['done'] === true);
  return {
    dom: item,
    contentDOM: content,
    update: (next) => {
      if (next.type !== node.type || next.attrs['done'] === null) return false;
      show(next.attrs['done'] === true);
      return true;
    },
    stopEvent: (event) => event.target === box,
    ignoreMutation: (mutation) => mutation.type !== 'selection' && !content.contains(mutation.target),
  };
}
