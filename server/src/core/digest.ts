import { hash } from 'node:crypto';

/** Two commands are the same when their names and parsed inputs are: schemas put keys in one order. */
export function digestOf(name: string, input: unknown): string {
  return hash('sha256', `${name} ${JSON.stringify(input)}`, 'base64url').slice(0, 22);
}
