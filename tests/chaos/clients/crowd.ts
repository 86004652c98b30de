/** The worker process with the clients, as seen from the run. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Tasks } from './worker.ts';

type Result<Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

export class Crowd {
  readonly #worker: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #next = 0;

  constructor() {
    const { PATH = '', HOME = '' } = process.env;
    this.#worker = fork(join(import.meta.dirname, 'worker.ts'), [], {
      execArgv: ['--import', 'tsx'],
      env: { PATH, HOME },
      serialization: 'advanced',
    });
    this.#worker.on('message', ({ id, result, error }: { id: number; result?: never; error?: string }) => {
      const waiter = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiter?.resolve(result as never);
      else waiter?.reject(new Error(error));
    });
    this.#worker.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the clients ended with ${code}`));
      this.#waiting.clear();
    });
  }

  do<Name extends keyof Tasks>(name: Name, ...args: Parameters<Tasks[Name]>): Promise<Result<Name>> {
    return new Promise((resolve, reject) => {
      const id = (this.#next += 1);
      if (!this.#worker.connected) return reject(new Error('the clients are gone'));
      this.#waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      this.#worker.send({ id, name, args });
    });
  }

  close(): void {
    this.#worker.kill('SIGKILL');
  }
}
