/** Just enough of WebSocket, engine.io and Socket.IO to load a server with, made by hand to cost the generator little. */

/** A client's text frame. Masked, as clients must, with a key of zeros: the payload stays as it is. */
export function clientFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 6 : length < 65_536 ? 8 : 14;
  const frame = Buffer.alloc(header + length);
  frame[0] = 0x81;
  if (header === 6) frame[1] = 0x80 | length;
  else if (header === 8) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeUInt32BE(length, 6);
  }
  frame.write(text, header, 'utf8');
  return frame;
}

export interface FrameSink {
  /** One text frame: its payload lies in `bytes` from `start` to `end`, valid during the call only. */
  text(bytes: Buffer, start: number, end: number): void;
  closed(): void;
}

/** Cuts a byte stream into frames; keeps what is incomplete until more comes. */
export class FrameReader {
  #kept: Buffer | null = null;
  readonly #sink: FrameSink;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    const bytes = this.#kept ? Buffer.concat([this.#kept, chunk]) : chunk;
    let at = 0;
    while (at + 2 <= bytes.length) {
      const first = bytes[at] ?? 0;
      const short = (bytes[at + 1] ?? 0) & 0x7f;
      let start = at + 2;
      let length = short;
      if (short === 126) {
        if (at + 4 > bytes.length) break;
        length = bytes.readUInt16BE(at + 2);
        start = at + 4;
      } else if (short === 127) {
        if (at + 10 > bytes.length) break;
        length = bytes.readUInt32BE(at + 6);
        start = at + 10;
      }
      const end = start + length;
      if (end > bytes.length) break;
      const opcode = first & 0x0f;
      if (opcode === 1) this.#sink.text(bytes, start, end);
      else if (opcode === 8) this.#sink.closed();
      at = end;
    }
    // The chunk is the shared read buffer: what is kept must be copied.
    this.#kept = at === bytes.length ? null : Buffer.from(bytes.subarray(at));
  }
}
