import {
  AtriumError,
  type CommandInput,
  type CommandName,
  type CommandResult,
  type ErrorBody,
} from '@atrium/shared';

/** What a browser does: keeps the cookie, and sends the Origin of its page. */
export class Browser {
  /** As it would be sent: `name=value`, or empty. */
  cookie = '';
  /** The last answer's Set-Cookie headers. */
  setCookies: string[] = [];
  readonly url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url;
    this.#headers = headers;
  }

  async send(name: string, input: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(`${this.url}/api/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-atrium': '1',
        origin: this.url,
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...this.#headers,
        ...headers,
      },
      body: typeof input === 'string' ? input : JSON.stringify(input),
    });
    this.setCookies = response.headers.getSetCookie();
    for (const line of this.setCookies) {
      const [pair = ''] = line.split(';');
      this.cookie = pair.endsWith('=') ? '' : pair;
    }
    return response;
  }

  /** @throws {AtriumError} as the server answered */
  async post<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandResult<Name>> {
    const response = await this.send(name, input);
    const body = (await response.json()) as { error?: ErrorBody };
    if (body.error) {
      const { code, message, details, retryAfterMs } = body.error;
      throw new AtriumError(code, {
        message,
        ...(details && { details }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    }
    return body as CommandResult<Name>;
  }
}

/** The code of the error that a command is refused with; `ok` when it is not. */
export function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof AtriumError) return error.code;
      throw error;
    },
  );
}
