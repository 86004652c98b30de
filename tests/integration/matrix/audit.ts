/**
 * What somebody was sent and should not know.
 * @param frames raw text of everything that came in
 * @param canaries texts that only others may see: unique, so that no chance brings them
 * @returns the frames that contain one, shortened around it
 */
export function auditFrames(frames: readonly string[], canaries: readonly string[]): string[] {
  return frames.flatMap((frame) => {
    const at = canaries.map((canary) => frame.indexOf(canary)).find((index) => index >= 0);
    return at === undefined ? [] : [frame.slice(Math.max(0, at - 120), at + 120)];
  });
}
