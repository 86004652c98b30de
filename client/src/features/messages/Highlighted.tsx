import { Fragment, type ReactNode, startTransition, useEffect, useState } from 'react';
import { lowlight } from '../../markdown/highlighter.ts';

/** Above this, colouring costs more than it gives. */
const lengthMax = 20_000;
const kept = 200;
const known = new Map<string, ReactNode>();

interface Coloured {
  key: string;
  tree: ReactNode;
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

/** Code in colours: a tree of elements, never markup from a string. Plain first, and coloured once there is time. */
export default function Highlighted({ code, language }: { code: string; language: string }) {
  const key = `${language}\n${code}`;
  const [coloured, setColoured] = useState<Coloured>({ key, tree: known.get(key) ?? null });
  const has = coloured.key === key && coloured.tree !== null;
  useEffect(() => {
    if (has || code.length > lengthMax || !lowlight.registered(language)) return;
    return whenIdle(() => startTransition(() => setColoured({ key, tree: colour(key, code, language) })));
  }, [has, key, code, language]);
  return <>{has ? coloured.tree : code}</>;
}

function colour(key: string, code: string, language: string): ReactNode {
  const tree = <>{lowlight.highlight(language, code).children.map(toReact)}</>;
  known.set(key, tree);
  const oldest = known.keys().next().value;
  if (known.size > kept && oldest !== undefined) known.delete(oldest);
  return tree;
}

/** Safari has no idle callbacks. */
function whenIdle(run: () => void): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(run, 50);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(run, { timeout: 1_000 });
  return () => cancelIdleCallback(request);
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
