import type { ChannelId, MemberId } from '@atrium/shared';
import { type ComponentType, Fragment, memo, type ReactNode } from 'react';
import { type Permalink, permalinkOf } from './permalink.ts';
import { toNodes, type MarkdownNode } from './tree.ts';

export interface MarkdownComponents {
  Mention: ComponentType<{ memberId: MemberId }>;
  ChannelLink: ComponentType<{ channelId: ChannelId }>;
  Everyone: ComponentType<{ what: 'channel' | 'here' }>;
  CodeBlock: ComponentType<{ code: string; language: string | null }>;
  /** An address of this workspace; a plain link within the page when absent. */
  Permalink?: ComponentType<Permalink & { children: ReactNode }>;
}

interface MarkdownProps {
  source: string;
  components: MarkdownComponents;
  /** Of this workspace; links to it stay in the page. */
  origin?: string;
  /** Ticks the box in that line of the source (from 0), or takes the tick away; boxes are only shown without it. */
  onTick?: ((line: number, done: boolean) => void) | undefined;
}

type Context = Required<Pick<MarkdownProps, 'components' | 'origin'>> & Pick<MarkdownProps, 'onTick'>;

/** A text as elements. No string ever becomes markup. A text that is too long is shown as it is. */
export const Markdown = memo(function Markdown({
  source,
  components,
  origin = location.origin,
  onTick,
}: MarkdownProps) {
  const nodes = toNodes(source);
  if (!nodes) return <p>{source}</p>;
  return <>{nodes.map((node, index) => toElement(node, index, { components, origin, onTick }))}</>;
});

function toElement(node: MarkdownNode, key: number, context: Context): ReactNode {
  const { components, onTick } = context;
  const children = () => node.children.map((child, index) => toElement(child, index, context));
  switch (node.type) {
    case 'text':
      return <Fragment key={key}>{node.content}</Fragment>;
    case 'break':
      return <br key={key} />;
    case 'paragraph':
      return <p key={key}>{children()}</p>;
    case 'tight':
      return <Fragment key={key}>{children()}</Fragment>;
    case 'code':
      return <code key={key}>{node.content}</code>;
    case 'fence':
      return <components.CodeBlock key={key} code={node.content} language={node.info} />;
    case 'mention':
      return <components.Mention key={key} memberId={node.content as MemberId} />;
    case 'channel_link':
      return <components.ChannelLink key={key} channelId={node.content as ChannelId} />;
    case 'everyone':
      return <components.Everyone key={key} what={node.content === 'here' ? 'here' : 'channel'} />;
    case 'link':
      return toLink(node, key, children(), context);
    case 'table':
      return (
        // Wide tables scroll by themselves; a keyboard must be able to get there.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <section key={key} className="table-scroll" tabIndex={0} aria-label="Table">
          <table>{children()}</table>
        </section>
      );
    case 'element': {
      if (node.done !== null) {
        return (
          <li key={key} className="task" data-done={node.done || undefined}>
            <input
              type="checkbox"
              className="task-box"
              checked={node.done}
              disabled={!onTick}
              aria-label="Done"
              onChange={(event) => onTick?.(node.line, event.target.checked)}
            />
            {children()}
          </li>
        );
      }
      const Tag = node.tag;
      return (
        <Tag key={key} {...node.props}>
          {children()}
        </Tag>
      );
    }
    default:
      return node.type satisfies never;
  }
}

function toLink(
  node: MarkdownNode,
  key: number,
  children: ReactNode,
  { components, origin }: Context,
): ReactNode {
  const { content: href } = node;
  const permalink = permalinkOf(href, origin);
  if (permalink && components.Permalink) {
    return (
      <components.Permalink key={key} {...permalink}>
        {children}
      </components.Permalink>
    );
  }
  if (permalink) {
    return (
      <a key={key} href={href}>
        {children}
      </a>
    );
  }
  // The page behind a link must not learn where it was found, nor reach back into this one.
  return (
    <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
