import { type ChainedCommands, Extension, InputRule } from '@tiptap/core';

/** What begins a block at the beginning of a paragraph does so after a line break, too: the line becomes one of its own. */
export const laterLines = Extension.create({
  name: 'laterLines',
  addInputRules: () => [
    rule(/(?<=\n)[-+*]\s$/, (chain) => chain.toggleBulletList()),
    rule(/(?<=\n)(\d{1,9})[.)]\s$/, (chain, number) =>
      chain.wrapInList('orderedList', { start: Number(number) }),
    ),
    rule(/(?<=\n)>\s$/, (chain) => chain.setBlockquote()),
  ],
});

function rule(find: RegExp, wrap: (chain: ChainedCommands, found: string) => ChainedCommands): InputRule {
  return new InputRule({
    find,
    handler: ({ state, range, match, chain }) => {
      const { parent } = state.selection.$from;
      if (parent.type.name !== 'paragraph') return null;
      // The line break before it goes, too: it is not matched, for the editor counts it as no text.
      const line = { from: range.from - 1, to: range.to };
      wrap(chain().deleteRange(line).splitBlock(), match[1] ?? '').run();
      return undefined;
    },
  });
}
