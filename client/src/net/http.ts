/** Commands over HTTP: those that set or clear the session's cookie, and those that are asked before there is a session. */
import {
  AtriumError,
  type CommandInput,
  type CommandName,
  type CommandResult,
  type ErrorBody,
} from '@atrium/shared';
import { fromBody, noAnswer } from './errors.ts';

/** Not taken over a socket. A test compares this list with the registry, which would bring the schema library along. */
export const httpOnly = [
  'account.set_up',
  'account.sign_in',
  'account.sign_up',
  'account.confirm_email',
  'account.sign_out',
  'account.sign_out_everywhere',
  'account.change_password',
  'account.change_email',
  'account.request_reset',
  'account.reset_password',
  'session.list',
  'session.revoke',
] as const satisfies readonly CommandName[];

const httpOnlyNames: ReadonlySet<string> = new Set(httpOnly);

export function isHttpOnly(name: CommandName): boolean {
  return httpOnlyNames.has(name);
}

export interface HttpOptions {
  /** Of the server, without a slash at the end; the page's own origin when absent. */
  url?: string;
  fetch?: typeof fetch;
  /** Programs and tests sign in by token, or keep a browser's cookie themselves. */
  headers?: () => Record<string, string>;
  onResponse?: (response: Response) => void;
}

export interface Http {
  /** @throws {AtriumError} the server's refusal, or `retry_later` when there was no answer */
  post<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandResult<Name>>;
}

const timeoutMs = 20_000;

export function createHttp({ url = '', fetch: send = fetch, headers, onResponse }: HttpOptions = {}): Http {
  return {
    async post(name, input) {
      const response = await send(`${url}/api/${name}`, {
        method: 'POST',
        // A page of another site cannot set this header without asking first: that keeps it from acting as this person.
        headers: { 'content-type': 'application/json', 'x-atrium': '1', ...headers?.() },
        credentials: 'same-origin',
        body: JSON.stringify(input),
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        throw noAnswer(error);
      });
      onResponse?.(response);
      const body: unknown = await response.json().catch(() => null);
      if (response.ok && body !== null) return body as never;
      throw isErrorAnswer(body) ? fromBody(body.error) : unexplained(response.status);
    },
  };
}

function isErrorAnswer(body: unknown): body is { error: ErrorBody } {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object';
}

/** A proxy in between answered, not the server. */
function unexplained(status: number): AtriumError {
  return status >= 500 || status === 429
    ? noAnswer(`HTTP ${status}`)
    : new AtriumError('internal', { message: `HTTP ${status}` });
}
