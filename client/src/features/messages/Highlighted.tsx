import { Fragment, type ReactNode } from 'react';
import { lowlight } from '../../markdown/highlighter.ts';

/** Above this, colouring costs more than it gives. */
const lengthMax = 20_000;

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

/** Code in colours: a tree of elements, never markup from a string. */
export default function Highlighted({ code, language }: { code: string; language: string }) {
  if (code.length > lengthMax || !lowlight.registered(language)) return code;
  return <>{lowlight.highlight(language, code).children.map(toReact)}</>;
}

function toReact(node: Node, key: number): ReactNode {
  if (node.type === 'text') return <Fragment key={key}>{node.value}</Fragment>;
  if (node.type !== 'element') return null;
  const names = node.properties['className'];
  return (
    <span key={key} className={Array.isArray(names) ? names.join(' ') : ''}>
      {node.children.map(toReact)}
    </span>
  );
}
