/** The generator process, seen from the harness. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Operations } from './generator.ts';
import { cores, startPinned, stop } from './processes.ts';

type Options<Name extends keyof Operations> = Parameters<Operations[Name]>[0];
type Result<Name extends keyof Operations> = Awaited<ReturnType<Operations[Name]>>;

export interface Load {
  /** @param marks called when the measured stretch begins and ends */
  run<Name extends keyof Operations>(
    name: Name,
    options?: Options<Name>,
    marks?: (mark: 'begin' | 'end') => void,
  ): Promise<Result<Name>>;
  stop(): Promise<void>;
}

type Message = { ready?: true; mark?: 'begin' | 'end'; id?: number; result?: unknown; error?: string };

export async function startLoad(core: string = cores.generator): Promise<Load> {
  const child: ChildProcess = startPinned({
    core,
    nodeArgs: ['--import', 'tsx'],
    file: fileURLToPath(new URL('./generator.ts', import.meta.url)),
  });
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  let marks: ((mark: 'begin' | 'end') => void) | undefined;
  let nextId = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the generator ended with ${code}`)));
    child.on('message', (message: Message) => {
      if (message.ready) resolve();
      if (message.mark) marks?.(message.mark);
      if (message.id === undefined) return;
      const caller = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error !== undefined) caller?.reject(new Error(message.error));
      else caller?.resolve(message.result as never);
    });
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the generator ended with ${code}`));
  });
  return {
    run: (name, options, onMark) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        marks = onMark;
        waiting.set(id, { resolve, reject });
        child.send({ id, name, options: options ?? {} });
      }),
    stop: () => stop(child),
  };
}
