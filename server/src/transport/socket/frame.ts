/**
 * Socket.IO packets as the bytes that travel: engine.io type, packet type and JSON inside one unmasked WebSocket text
 * frame. Encoded once for however many readers; the contract test holds them against stock socket.io-client.
 */
import type { Reply, ServerEvents } from '@atrium/shared';
import { fieldsToJson } from '../../core/shared-text.ts';

export type Frame = Buffer;

/** `40{"sid":"…"}`: the root namespace was entered. */
export function connectFrame(id: string): Frame {
  return textFrame(`40{"sid":"${id}"}`);
}

/** `42["entries",{…}]`: an event of the root namespace. */
export function eventFrame<Name extends keyof ServerEvents>(
  name: Name,
  packet: Parameters<ServerEvents[Name]>[0],
): Frame {
  return textFrame(`42["${name}",${JSON.stringify(packet)}]`);
}

/** `43<id>[{…}]`: the acknowledgement of a command. */
export function ackFrame(id: number, reply: Reply<unknown>): Frame {
  if (!reply.ok) return textFrame(`43${id}[${JSON.stringify(reply)}]`);
  return textFrame(`43${id}[{"ok":true,"result":${fieldsToJson(reply.result)}}]`);
}

/** RFC 6455, section 5.2: FIN and the text opcode, the length in 7, 16 or 64 bits, no mask from a server. */
export function textFrame(text: string): Frame {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = 0x81;
  if (header === 2) {
    frame[1] = length;
  } else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.write(text, header, length, 'utf8');
  return frame;
}

/** The text inside a frame of {@link textFrame}, for the path through engine.io. */
export function frameText(frame: Frame): string {
  const short = frame[1] ?? 0;
  return frame.toString('utf8', short === 127 ? 10 : short === 126 ? 4 : 2);
}
