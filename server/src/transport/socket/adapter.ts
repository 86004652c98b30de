/**
 * Rooms are not Socket.IO's here: a channel's audience follows its journal (core/delivery.ts), exactly and in order. An
 * adapter that keeps none saves two sets and two maps for each connection, and nothing can be broadcast past the journal.
 */
import { Adapter } from 'socket.io-adapter';

export class RoomlessAdapter extends Adapter {
  override addAll(): void {}
  override del(): void {}
  override delAll(): void {}
}
