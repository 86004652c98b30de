/** The file of the write-ahead log. Its length is written once, so that a flush has no metadata to write. */
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

export interface LogFile {
  /** Bytes that may be written. */
  readonly size: number;
  /** The first `length` bytes. */
  read(length: number): Buffer;
  write(bytes: Uint8Array, at: number): void;
  /** Returns when what was written is on disk. */
  flush(): void;
  /** Makes room for `size` bytes. When it throws the file is as it was, or longer by zeros. */
  extend(size: number): void;
  close(): void;
}

/** One page: what is written in larger pieces Linux may keep, and write back, in larger pieces. */
const zeros = Buffer.alloc(4096);

/** Opens the file or makes it, empty. */
export function openLogFile(file: string): LogFile {
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  let { size } = fstatSync(descriptor);
  if (size === 0) flushFolder(path.dirname(file));
  const write = (bytes: Uint8Array, at: number): void => {
    for (let done = 0; done < bytes.length;)
      done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
  };
  return {
    get size() {
      return size;
    },
    read(length) {
      const bytes = Buffer.allocUnsafe(length);
      let done = 0;
      for (let got = -1; done < length && got !== 0; done += got)
        got = readSync(descriptor, bytes, done, length - done, done);
      return bytes.subarray(0, done);
    },
    write,
    flush: () => fdatasyncSync(descriptor),
    extend(wanted) {
      for (let at = size; at < wanted; at += zeros.length)
        write(zeros.subarray(0, Math.min(zeros.length, wanted - at)), at);
      fsyncSync(descriptor);
      size = Math.max(size, wanted);
    },
    close: () => closeSync(descriptor),
  };
}

/** A new file's name is on disk once its folder is. Windows cannot open folders, and does not need it. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
