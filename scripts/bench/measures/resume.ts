/** A node is lost: all of its clients come to the next one, each with its channels, and fetch what they missed. */
import { protocolVersion } from '@atrium/shared';
import type { Load } from '../load.ts';
import { seed } from '../seed.ts';
import { startAtrium } from '../servers.ts';

export interface Resumed {
  clients: number;
  channelsEach: number;
  behind: number;
  connectMs: number;
  syncMs: number;
  retried: number;
  cpuSeconds: number;
}

const channelCount = 100;

export async function measureResume(
  load: Load,
  { clients, channelsEach, behind }: { clients: number; channelsEach: number; behind: number },
): Promise<Resumed> {
  const channels = Array.from({ length: channelCount }, () => [] as number[]);
  for (let client = 0; client < clients; client++) {
    for (let each = 0; each < channelsEach; each++)
      channels[(client + each * 5) % channelCount]?.push(client);
  }
  const seeded = await seed({ members: clients, channels, messages: behind });
  const server = await startAtrium({ seeded });
  try {
    const auths = seeded.tokens.map((token) => ({ protocol: protocolVersion, token }));
    const cpu = server.cpu();
    const { ms: connectMs, retried } = await load.run('connect', {
      port: server.port,
      auths,
      concurrency: clients,
    });
    const [first] = (await load.run('askOne', { name: 'channel.list', input: {} })) as {
      channels: { position: { epoch: string } }[];
    }[];
    const epoch = first?.channels[0]?.position.epoch ?? '';
    const inputs = Array.from({ length: clients }, (_, client) => ({
      positions: Array.from({ length: channelsEach }, (__, each) => {
        const index = (client + each * 5) % channelCount;
        const head = (channels[index]?.length ?? 0) + 1 + behind;
        return { channelId: seeded.channelIds[index], position: { epoch, seq: head - behind } };
      }),
    }));
    const { ms: syncMs, failed } = await load.run('ask', {
      name: 'channel.sync',
      inputs,
      concurrency: clients,
    });
    if (failed.length > 0) throw new Error(`channel.sync: ${failed.join(', ')}`);
    return { clients, channelsEach, behind, connectMs, syncMs, retried, cpuSeconds: server.cpu() - cpu };
  } finally {
    await load.run('disconnect');
    await server.stop();
  }
}

export function resumeRow({ clients, channelsEach, behind, connectMs, syncMs, cpuSeconds }: Resumed): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  return `| ${clients} × ${channelsEach}, ${behind} behind | ${seconds(connectMs)} s | ${seconds(syncMs)} s | ${seconds(connectMs + syncMs)} s | ${cpuSeconds.toFixed(1)} s |`;
}

export const resumeHead =
  '| clients × channels | connected | caught up | all of them, together | CPU |\n|---|---|---|---|---|';
