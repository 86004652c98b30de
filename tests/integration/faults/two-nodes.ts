/** Two nodes without Redis on one engine of their own process, Olive at the first and Ana at the second, in one channel. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelId } from '@atrium/shared';
import { startEmbeddedEngine } from '../../../server/src/db/embedded/index.ts';
import { LiveApp, type LiveClient, type Person, until } from '../live-app.ts';

export interface TwoNodes {
  nodes: readonly [LiveApp, LiveApp];
  olive: Person;
  ana: Person;
  here: LiveClient;
  there: LiveClient;
  channelId: ChannelId;
  /** The same settings, for a node more. */
  settings: Record<string, string>;
  close(): Promise<void>;
}

export async function startTwoNodes(more: Record<string, string> = {}): Promise<TwoNodes> {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-faults-'));
  const engine = await startEmbeddedEngine({ dataDir: join(folder, 'engine'), port: 0 });
  const url = new URL(engine.url);
  url.pathname = `/t_${randomBytes(6).toString('hex')}`;
  const settings = {
    ...{ MONGO_URL: url.href, DATA_DIR: folder, SESSION_SECRET: 'a secret that both of the nodes share' },
    ...more,
  };
  const nodes = [await LiveApp.start(settings), await LiveApp.start(settings)] as const;
  const olive = await nodes[0].person('Olive', 'owner');
  const ana = await nodes[0].person('Ana');
  const [here, there] = [await nodes[0].client(olive), await nodes[1].client(ana)];
  const channelId = await here.createChannel('private', 'harbour');
  await here.append('member.add', { channelId, memberId: ana.id });
  await until(() => there.me.some(({ entered, reload }) => reload ?? entered?.includes(channelId)), 60_000);
  return {
    ...{ nodes, olive, ana, here, there, channelId, settings },
    close: async () => {
      for (const node of nodes) await node.close();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
