import { memo } from 'react';
import { Markdown } from '../../markdown/index.ts';
import { markdownComponents } from './markdown-components.tsx';

/** A message's text. Formatting it is kept per source, so a row that comes back into view costs nothing. */
export const MessageBody = memo(function MessageBody({
  body,
  onTick,
}: {
  body: string;
  onTick?: ((line: number, done: boolean) => void) | undefined;
}) {
  return (
    <div className="prose" data-jumbo={isJumbo(body) || undefined}>
      <Markdown source={body} components={markdownComponents} onTick={onTick} />
    </div>
  );
});

/** One to three emoji and nothing else are shown large. */
function isJumbo(body: string): boolean {
  return (
    body.length <= 32 &&
    /^(?:\p{Extended_Pictographic}[\p{Emoji_Component}\u200d]*\p{Extended_Pictographic}*\s*){1,3}$/u.test(
      body,
    )
  );
}
