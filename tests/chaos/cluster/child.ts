/** A process of ours that can be killed, frozen and started again; it does not outlive this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');
const startMs = 90_000;

export interface ChildOptions {
  name: string;
  program?: string;
  args: string[];
  env?: Record<string, string>;
  /** What it prints once it is there; its first group is the answer of {@link Child.start}. */
  ready: RegExp;
}

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export class Child {
  readonly name: string;
  /** All that was printed, by all of its lives; the oldest is forgotten. */
  output = '';
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;

  constructor(options: ChildOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get isRunning(): boolean {
    const child = this.#process;
    return child !== null && child.exitCode === null && child.signalCode === null;
  }

  async start(extra: Record<string, string> = {}): Promise<string> {
    if (this.isRunning) throw new Error(`${this.name} is running`);
    const { program = process.execPath, args, env = {}, ready } = this.#options;
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(program, args, {
      cwd: root,
      env: { PATH, HOME, ...env, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    alive.add(child);
    let printed = '';
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${this.name} ${why}:\n${printed.slice(-4_000)}`));
      const patience = setTimeout(() => fail('did not start in time'), startMs);
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code, signal) => {
        alive.delete(child);
        clearTimeout(patience);
        fail(`ended with ${code ?? signal} before it was ready`);
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          const text = chunk.toString();
          this.output = (this.output + text).slice(-2_000_000);
          if (printed.length > 100_000) return;
          printed += text;
          const found = ready.exec(printed);
          if (!found) return;
          clearTimeout(patience);
          resolve(found[1] ?? '');
        });
      }
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** Resolves with the exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    const child = this.#process;
    if (!child || !this.isRunning) return (child?.exitCode ?? child?.signalCode ?? 0) as number;
    const exit = once(child, 'exit');
    child.kill(signal);
    const [code, by] = (await exit) as [number | null, NodeJS.Signals | null];
    return code ?? by ?? 0;
  }

  async ended(): Promise<void> {
    if (this.#process && this.isRunning) await once(this.#process, 'exit');
  }
}
