import { BackupError } from '../backup/frames.ts';
import { ConfigError } from '../config.ts';
import { ArchiveError } from '../import/archive.ts';
import { tell } from './told.ts';

/** Runs a command of the command line: what the person can mend is said in a sentence, and the exit code is 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  // What a command writes holds people's messages, as what the server writes: for this account alone.
  process.umask(0o077);
  try {
    await command();
  } catch (error) {
    console.error(isForPeople(error) ? error.message : error);
    if (isForPeople(error)) tell({ problem: error.message.slice(0, 500) });
    process.exitCode = 1;
  }
}

function isForPeople(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof BackupError || error instanceof ArchiveError)
    return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOENT', 'EACCES', 'EISDIR', 'ENOSPC'].includes(code) || code.startsWith('ERR_PARSE_ARGS');
}
