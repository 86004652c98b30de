import type { ChannelId } from '@atrium/shared';

type Dragged = { channelId: ChannelId } | { section: string };

let dragged: Dragged | null = null;

/** What is being dragged over the side bar; the browser hides what is carried until it is dropped. */
export function draggedItem(): Dragged | null {
  return dragged;
}

export function setDragged(item: Dragged | null): void {
  dragged = item;
}

/** Into which half of a row the pointer points. */
export function halfOf({ clientY, currentTarget }: { clientY: number; currentTarget: Element }): 0 | 1 {
  const { top, height } = currentTarget.getBoundingClientRect();
  return clientY < top + height / 2 ? 0 : 1;
}
