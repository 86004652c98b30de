import type { ChannelId } from '@atrium/shared';

let dragged: ChannelId | null = null;

/** The channel that is being dragged over the side bar; the browser hides what is carried until it is dropped. */
export function draggedChannel(): ChannelId | null {
  return dragged;
}

export function setDraggedChannel(channelId: ChannelId | null): void {
  dragged = channelId;
}
