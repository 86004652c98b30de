/** How a message's Markdown becomes elements on the screen, or plain text. */
export { Markdown, type MarkdownComponents } from './Markdown.tsx';
export { plainText } from './plain-text.ts';
export { withBox } from './task-box.ts';
