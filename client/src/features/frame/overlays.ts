import type { ChannelId, MemberId } from '@atrium/shared';
import { create } from 'zustand';

/** What stands above the workspace: one at a time, and only while somebody wants it. */
export type Overlay =
  | { kind: 'palette' }
  | { kind: 'shortcuts' }
  | { kind: 'create-channel' }
  | { kind: 'new-direct' }
  | { kind: 'invite' }
  | { kind: 'status' }
  | { kind: 'sign-out' }
  | { kind: 'channel-settings'; channelId: ChannelId }
  | { kind: 'add-people'; channelId: ChannelId }
  | { kind: 'mute-member'; channelId: ChannelId; memberId: MemberId }
  | { kind: 'remove-member'; channelId: ChannelId; memberId: MemberId }
  | { kind: 'new-section'; channelId: ChannelId | null }
  | { kind: 'rename-section'; name: string };

interface Overlays {
  open: Overlay | null;
  show: (overlay: Overlay) => void;
  close: () => void;
}

export const useOverlays = create<Overlays>((set) => ({
  open: null,
  show: (open) => set({ open }),
  close: () => set({ open: null }),
}));

export function showOverlay(overlay: Overlay): void {
  useOverlays.getState().show(overlay);
}
