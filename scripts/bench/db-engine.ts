/** The built engine in a process of its own, so that its processor time and memory are nobody else's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';

const root = join(import.meta.dirname, '../..');
/** Linux counts processor time in hundredths of a second. */
const microsecondsPerTick = 10_000;

/** What the engine has used and done since it began; undefined where the system does not tell. */
export interface EngineUse {
  cpuUs: number | undefined;
  writtenBytes: number | undefined;
  commits: number;
}

export class BenchedEngine {
  readonly url: string;
  readonly client: MongoClient;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    this.client = new MongoClient(url, { maxPoolSize: 64, writeConcern: { w: 'majority', journal: true } });
  }

  static async start(dataDir: string): Promise<BenchedEngine> {
    const program = join(root, 'server/dist/db.js');
    const child = spawn(process.execPath, [program, '--port', '0', '--data', dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const first = (await Promise.race([once(child.stdout, 'data'), once(child, 'close')])) as unknown[];
    if (!Buffer.isBuffer(first[0])) throw new Error('the engine did not start');
    const engine = new BenchedEngine(child, first[0].toString().trim());
    await engine.client.connect();
    return engine;
  }

  async use(): Promise<EngineUse> {
    const status = await this.client.db('admin').command({ serverStatus: 1 });
    return {
      cpuUs: this.#cpuUs(),
      writtenBytes: this.#writtenBytes(),
      commits: Number(status['storageEngine'].commits),
    };
  }

  #cpuUs(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick;
  }

  /** Linux counts a page of a file each time it becomes one that must be written. */
  #writtenBytes(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const [, bytes] = /^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${this.#child.pid}/io`, 'utf8')) ?? [];
    return bytes === undefined ? undefined : Number(bytes);
  }

  /** Bytes of its own; the pages of the store that the system maps in can be taken back at any time. */
  ownMemory(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const [, kilobytes] =
      /^RssAnon:\s*(\d+)/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }

  async stop(): Promise<void> {
    await this.client.close();
    this.#child.kill('SIGTERM');
    if (this.#child.exitCode === null) await once(this.#child, 'close');
  }
}
