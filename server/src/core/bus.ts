/**
 * Tells other nodes what happened here, after it was committed. A hint, never more: it is sent without waiting, may be
 * lost, and nothing of it is believed that was not sealed by a node of ours. Redis may be stopped, empty or lying: then
 * the heads check (cluster/heads.ts) finds out a few seconds later.
 */
import type { ChannelId } from '@atrium/shared';
import type { BusMessage } from './bus/envelope.ts';

export interface Bus {
  /** This node's name on the bus, new at each start. */
  readonly nodeId: string;
  /** Says it to the nodes that follow the channel, or to all (null). Never waits and never fails. */
  tell(channelId: ChannelId | null, message: BusMessage): void;
  /** What other nodes said. Never this node's own words. */
  onMessage(listener: (message: BusMessage, from: string) => void): void;
  /** It was deaf for a while: anything may have been missed. */
  onReconnect(listener: () => void): void;
  close(): Promise<void>;
}

export type { BusMessage };
