/**
 * The one table of error codes: what a client may rely on. `retryable` says whether the very same request may be tried
 * again. People's text is made from the code on the client; nobody compares the message.
 */
export const errorCodes = {
  invalid_input: { status: 400, retryable: false },
  unknown_command: { status: 404, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  wrong_credentials: { status: 401, retryable: false },
  session_revoked: { status: 401, retryable: false },
  origin_refused: { status: 403, retryable: false },
  forbidden: { status: 403, retryable: false },
  scope_missing: { status: 403, retryable: false },
  muted: { status: 403, retryable: false },
  thread_locked: { status: 403, retryable: false },
  thread_moved: { status: 410, retryable: false },
  posting_restricted: { status: 403, retryable: false },
  channel_archived: { status: 403, retryable: false },
  deactivated: { status: 403, retryable: false },
  not_author: { status: 403, retryable: false },
  last_owner: { status: 409, retryable: false },
  not_found: { status: 404, retryable: false },
  message_deleted: { status: 410, retryable: false },
  link_expired: { status: 410, retryable: false },
  conflict: { status: 409, retryable: false },
  name_taken: { status: 409, retryable: false },
  email_taken: { status: 409, retryable: false },
  already_set_up: { status: 409, retryable: false },
  limit_reached: { status: 409, retryable: false },
  too_large: { status: 413, retryable: false },
  slow_mode: { status: 429, retryable: true },
  rate_limited: { status: 429, retryable: true },
  retry_later: { status: 503, retryable: true },
  draining: { status: 503, retryable: true },
  storage_full: { status: 507, retryable: true },
  version_mismatch: { status: 426, retryable: false },
  internal: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

/** A field that was refused: `path` as in `input.body` → `['body']`, and why, in plain English for programmers. */
export interface FieldProblem {
  path: (string | number)[];
  problem: string;
}

/** What travels in `{ok: false, error}` and in the body of an HTTP error. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  retryable: boolean;
  requestId: string;
  details?: { fields?: FieldProblem[]; until?: number | null; reason?: string };
  retryAfterMs?: number;
}

export interface AtriumErrorOptions {
  message?: string;
  details?: ErrorBody['details'];
  retryAfterMs?: number;
  cause?: unknown;
}

/** The one error class. Thrown anywhere, turned into an {@link ErrorBody} at the transport. */
export class AtriumError extends Error {
  override readonly name = 'AtriumError';
  readonly code: ErrorCode;
  readonly details: ErrorBody['details'];
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, options: AtriumErrorOptions = {}) {
    super(options.message ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }

  toBody(requestId: string): ErrorBody {
    const body: ErrorBody = { code: this.code, message: this.message, retryable: this.retryable, requestId };
    if (this.details) body.details = this.details;
    if (this.retryAfterMs !== undefined) body.retryAfterMs = this.retryAfterMs;
    return body;
  }
}
