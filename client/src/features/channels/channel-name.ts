/** What somebody typed, as a channel's name; while they are still typing, a dash at the end may stay. */
export function toChannelName(text: string, typing = false): string {
  const name = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_.+-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '');
  return typing ? name : name.replace(/[_.-]+$/u, '');
}
