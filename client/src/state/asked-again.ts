import type { ClientId } from '@atrium/shared';
import { Outbox } from './outbox.ts';

/**
 * Asks with a clientId of its own, and with the same one when the very same is asked again before there was an answer: by it
 * the server knows what it has done already, so that a lost answer doubles nothing.
 */
export class AskedAgain {
  readonly #unanswered = new Map<string, ClientId>();

  async ask<Input extends object, Answer>(
    input: Input,
    ask: (input: Input & { clientId: ClientId }) => Promise<Answer>,
  ): Promise<Answer> {
    const key = JSON.stringify(input);
    const clientId = this.#unanswered.get(key) ?? Outbox.newClientId();
    this.#unanswered.set(key, clientId);
    const answer = await ask({ ...input, clientId });
    this.#unanswered.delete(key);
    return answer;
  }
}
