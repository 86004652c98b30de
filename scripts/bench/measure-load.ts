/** One stretch of load on one server, with what both sides used for it. */
import type { Closed, Counted, Open } from './generator.ts';
import type { Load } from './load.ts';
import { cores, coreBusySeconds } from './processes.ts';
import type { Server } from './servers.ts';

export interface Measured extends Counted {
  cpuSeconds: number;
  deliveriesPerCpuSecond: number;
  messagesPerCpuSecond: number;
  /** Share of the server's core that other jobs took. */
  others: number;
}

/** Above this the generator measures itself. */
export const busyMax = 0.9;

export async function measureClosed(load: Load, server: Server, options: Closed): Promise<Measured> {
  return measured(server, (marks) => load.run('closed', options, marks));
}

export async function measureOpen(load: Load, server: Server, options: Open): Promise<Measured> {
  return measured(server, (marks) => load.run('open', options, marks));
}

async function measured(
  server: Server,
  run: (marks: (mark: 'begin' | 'end') => void) => Promise<Counted>,
): Promise<Measured> {
  const at = { begin: { cpu: 0, core: 0 }, end: { cpu: 0, core: 0 } };
  const counted = await run((mark) => {
    at[mark] = { cpu: server.cpu(), core: coreBusySeconds(cores.server) };
  });
  const cpuSeconds = at.end.cpu - at.begin.cpu;
  const coreSeconds = at.end.core - at.begin.core;
  return {
    ...counted,
    cpuSeconds,
    deliveriesPerCpuSecond: counted.deliveries / cpuSeconds,
    messagesPerCpuSecond: counted.messages / cpuSeconds,
    others: Math.max(0, (coreSeconds - cpuSeconds) / (counted.ms / 1000)),
  };
}
