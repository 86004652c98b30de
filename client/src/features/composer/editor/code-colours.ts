import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import type { lowlight } from '../../../markdown/highlighter.ts';

type Lowlight = typeof lowlight;
type Coloured = ReturnType<Lowlight['highlight']>['children'][number];

export interface Colour {
  /** Within the block's text. */
  from: number;
  to: number;
  class: string;
}

/** Above this a block is left plain while it is written: each pause in typing would cost more than it gives. */
const lengthMax = 5_000;
/** Colours come once nothing was typed for so long: never in the turn of a key. */
const afterMs = 120;

let highlighter: Promise<Lowlight> | null = null;

function load(): Promise<Lowlight> {
  highlighter ??= import('../../../markdown/highlighter.ts').then((module) => module.lowlight);
  // What did not come (offline, say) is asked for again with the next key.
  highlighter.catch(() => (highlighter = null));
  return highlighter;
}

/** The classes of a highlighted tree as stretches of its text. */
export function coloursOf(nodes: readonly Coloured[]): Colour[] {
  const colours: Colour[] = [];
  let at = 0;
  const visit = (node: Coloured) => {
    if (node.type === 'text') at += node.value.length;
    if (node.type !== 'element') return;
    const from = at;
    const index = colours.length;
    node.children.forEach(visit);
    const names = node.properties['className'];
    // The outer one first: the inner one decides.
    if (Array.isArray(names)) colours.splice(index, 0, { from, to: at, class: names.join(' ') });
  };
  nodes.forEach(visit);
  return colours;
}

const key = new PluginKey<DecorationSet>('codeColours');

/** Blocks of code in the colours that they have as messages, while they are written. */
export const codeColours = Extension.create({
  name: 'codeColours',
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key,
      state: {
        init: () => DecorationSet.empty,
        apply: (tr, colours) =>
          (tr.getMeta(key) as DecorationSet | undefined) ?? colours.map(tr.mapping, tr.doc),
      },
      props: { decorations: (state) => key.getState(state) },
      view: (view) => new Painter(view),
    }),
  ],
});

interface Block {
  node: Node;
  /** Where its text begins. */
  at: number;
}

function blocksOf({ doc }: EditorState): Block[] {
  const blocks: Block[] = [];
  doc.descendants((node, at) => {
    if (node.type.name === 'codeBlock' && node.attrs['language']) blocks.push({ node, at: at + 1 });
    return !node.isTextblock;
  });
  return blocks;
}

class Painter {
  readonly #view: EditorView;
  /** What was painted last: as long as these blocks are all there is, their colours move along with the text. */
  #painted: readonly Node[] = [];
  readonly #known = new WeakMap<Node, readonly Colour[]>();
  #timer = 0;

  constructor(view: EditorView) {
    this.#view = view;
    this.#soon();
  }

  update(_view: EditorView, before: EditorState): void {
    if (before.doc !== this.#view.state.doc) this.#soon();
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    if (this.#isPainted(blocksOf(this.#view.state))) return;
    this.#timer = window.setTimeout(() => {
      load().then(
        (loaded) => this.#paint(loaded),
        // Without the code for it the block stays plain.
        () => undefined,
      );
    }, afterMs);
  }

  #isPainted(blocks: readonly Block[]): boolean {
    return (
      blocks.length === this.#painted.length && blocks.every(({ node }, at) => node === this.#painted[at])
    );
  }

  #paint(colours: Lowlight): void {
    const view = this.#view;
    if (view.isDestroyed) return;
    // To change what an input method is composing would end the composition.
    if (view.composing) return this.#soon();
    const blocks = blocksOf(view.state);
    if (this.#isPainted(blocks)) return;
    this.#painted = blocks.map(({ node }) => node);
    const decorations = blocks.flatMap(({ node, at }) =>
      this.#coloursIn(node, colours).map((colour) =>
        Decoration.inline(at + colour.from, at + colour.to, { class: colour.class }),
      ),
    );
    const painted = DecorationSet.create(view.state.doc, decorations);
    view.dispatch(view.state.tr.setMeta(key, painted).setMeta('addToHistory', false));
  }

  #coloursIn(node: Node, { highlight, registered }: Lowlight): readonly Colour[] {
    const known = this.#known.get(node);
    if (known) return known;
    const { textContent } = node;
    const language = String(node.attrs['language']).toLowerCase();
    const colours =
      textContent.length <= lengthMax && registered(language)
        ? coloursOf(highlight(language, textContent).children)
        : [];
    this.#known.set(node, colours);
    return colours;
  }
}
