/** Devices for tests: the client's own core, without a screen, against a whole server. */
import { type ChannelId, type ChannelSummary, newId } from '@atrium/shared';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { createActions } from '../../client/src/state/actions.ts';
import { headlessEnvironment } from '../../client/src/state/headless-environment.ts';
import { Session } from '../../client/src/state/session.ts';
import type { TimelineModel } from '../../client/src/state/timeline.ts';
import type { Workspace } from '../../client/src/state/workspace.ts';
import { type Atrium, type Name, startAtrium } from './fixture.ts';

export const within = { timeout: 10_000, interval: 20 };
export let atrium: Atrium;
const open: Session[] = [];

/** For a test file to call once: a server for all of its tests, and no device of one test in the next. */
export function withDevices(): void {
  beforeAll(async () => {
    atrium = await startAtrium();
  });
  afterEach(() => {
    for (const session of open.splice(0)) session.close();
  });
  afterAll(() => atrium.close());
}

export async function enter(name: Name) {
  const session = new Session(
    headlessEnvironment({ url: atrium.url, cookie: await atrium.people[name].cookie() }),
  );
  open.push(session);
  await session.start();
  await vi.waitFor(() => expect(session.workspace.getState().current?.loaded).toBe(true), within);
  return { session, actions: createActions(session), workspace: session.current() };
}

export async function channelOf(...names: Name[]): Promise<ChannelSummary> {
  const { mo } = atrium.people;
  const summary = await mo.call('channel.create', {
    clientId: newId(),
    kind: 'public',
    name: `c${newId(8)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, 'x')}`,
  });
  for (const name of names) {
    await mo.call('member.add', {
      channelId: summary.channel.id,
      clientId: newId(),
      memberId: atrium.people[name].id,
    });
  }
  return summary;
}

export async function openTimeline(
  workspace: Workspace,
  channelId: ChannelId,
  rootSeq: number | null = null,
): Promise<TimelineModel> {
  const model = workspace.timelines.at({ channelId, rootSeq });
  workspace.timelines.retain(model.conversation);
  await model.open('unread');
  return model;
}

export function bodies(model: TimelineModel): string[] {
  return [...model.store.getState().rows].flatMap((row) =>
    row.type === 'message' ? [row.message.body] : row.type === 'pending' ? [`… ${row.body}`] : [],
  );
}
