import { limits } from '@atrium/shared';

const tries = 200;

/** Handles for somebody who named none: from the name, else the address, with a number once the plain one is taken. */
export function* handleCandidates(name: string, email: string | null): Generator<string> {
  const base = toHandle(name) || toHandle(email?.split('@')[0] ?? '') || 'member';
  yield base;
  for (let n = 2; n <= tries; n += 1) yield `${base.slice(0, limits.memberHandleLength - 4)}${n}`;
}

/** `Ana María López` → `ana.maria.lopez`; empty when nothing of it can stand in a handle. */
function toHandle(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .slice(0, limits.memberHandleLength)
    .replace(/^\.+|\.+$/g, '');
}
