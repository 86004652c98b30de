import type { ErrorBody, ErrorCode } from '../errors.ts';

/** The answer of a permission rule. */
export type Verdict =
  | { ok: true }
  | { ok: false; code: ErrorCode; details?: ErrorBody['details']; retryAfterMs?: number };

export const allowed: Verdict = { ok: true };

export function denied(code: ErrorCode, details?: ErrorBody['details']): Verdict {
  return details ? { ok: false, code, details } : { ok: false, code };
}

/** The first refusal, or allowed. Rules are asked lazily, in order: what must not be revealed is refused first. */
export function firstDenial(...rules: (() => Verdict)[]): Verdict {
  for (const rule of rules) {
    const verdict = rule();
    if (!verdict.ok) return verdict;
  }
  return allowed;
}
