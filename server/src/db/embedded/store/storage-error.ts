import { codes, CommandError } from '../errors.ts';

/** lmdb reports a write that was cut short, as on a full disk, as an input/output error. */
const outOfSpace = /no space left|ENOSPC|EDQUOT|file too large|MDB_MAP_FULL|disk quota|input\/output error/i;

/** What the client is told. OutOfDiskSpace (14031) when there is no room; a defect stays what it is. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof CommandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (outOfSpace.test(message))
    return new CommandError(codes.OutOfDiskSpace, `the disk is full or fails: ${message}`);
  return error;
}
