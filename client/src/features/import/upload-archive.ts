import { AtriumError, type ErrorBody, limits } from '@atrium/shared';

/** Uploads what the server does not have of a file yet, piece by piece. A lost connection costs the piece under way. */
export async function uploadArchive(
  { id, received }: { id: string; received: number },
  file: Blob,
  { signal, onReceived }: { signal: AbortSignal; onReceived: (bytes: number) => void },
): Promise<void> {
  let from = received;
  while (from < file.size) {
    const response = await fetch(`/api/imports/${id}/content`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        // A page of another site cannot set this header without asking first.
        'x-atrium': '1',
        'upload-offset': String(from),
      },
      credentials: 'same-origin',
      body: file.slice(from, from + limits.importChunkBytesMax),
      signal,
    });
    const answer = (await response.json()) as { received: number } | { error: ErrorBody };
    if ('error' in answer) {
      const { code, message } = answer.error;
      throw new AtriumError(code, { message });
    }
    from = answer.received;
    onReceived(from);
  }
}
