import { deserialize, type Document, serialize } from 'bson';

/**
 * A backup is a gzipped row of frames: one byte that says what follows, then one BSON document, which begins with
 * its own length. Header; for each collection its description, its documents and its sum; end. A file without the
 * end frame was cut short.
 */
export const frameTags = { header: 1, collection: 2, document: 3, collectionEnd: 4, end: 5 } as const;

export type FrameTag = (typeof frameTags)[keyof typeof frameTags];
export type Frame = { tag: FrameTag; bytes: Buffer };

export type Header = { format: number; createdAt: Date; database: string; engine: string };
export type CollectionStart = { name: string; indexes: Document[] };
/** Of the documents' bytes, one after the other. */
export type CollectionEnd = { name: string; count: number; sha256: string };

export const backupFormat = 1;

/** MongoDB's own limit for one document, and room for what the server adds to it. */
const maxDocumentBytes = 16 * 1024 * 1024 + 16 * 1024;

export class BackupError extends Error {
  override readonly name = 'BackupError';
}

export function encodeFrame(tag: FrameTag, content: Document | Buffer): Buffer {
  const bytes = Buffer.isBuffer(content) ? content : serialize(content);
  return Buffer.concat([Buffer.of(tag), bytes]);
}

/** Values keep their BSON types: a 64-bit 1 comes back as a 64-bit 1. */
export function decodeDocument(bytes: Buffer): Document {
  return deserialize(bytes, { promoteValues: false, promoteBuffers: false, bsonRegExp: true });
}

export function decodeContent<T extends Document>({ bytes }: Frame): T {
  return deserialize(bytes) as T;
}

/** @throws {BackupError} when the bytes are no frames, or end inside one */
export async function* readFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let offset = 0;
    for (let length = frameLength(rest, offset); length !== undefined; length = frameLength(rest, offset)) {
      yield { tag: rest[offset] as FrameTag, bytes: rest.subarray(offset + 1, offset + length) };
      offset += length;
    }
    rest = rest.subarray(offset);
  }
  if (rest.length > 0) throw new BackupError('The backup ends in the middle of a document.');
}

/** Undefined while it is not all there. */
function frameLength(bytes: Buffer, offset: number): number | undefined {
  if (bytes.length < offset + 5) return undefined;
  const length = bytes.readInt32LE(offset + 1);
  const tag = bytes[offset] ?? 0;
  if (tag < frameTags.header || tag > frameTags.end || length < 5 || length > maxDocumentBytes) {
    throw new BackupError('The file is not a backup of Atrium, or it is damaged.');
  }
  return bytes.length < offset + 1 + length ? undefined : 1 + length;
}
