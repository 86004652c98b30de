/** What belongs to one member alone: from the server's answer, from its packets, and from this device. */
import type { Me, MePacket, Scheduled } from '@atrium/shared';
import { type Cached, fromStored, loadCached, type Snapshot, wipeCached } from './cache.ts';
import type { Storage } from './storage.ts';
import type { Workspace } from './workspace.ts';

/** What cannot be read is of no use to anybody: the server has it all. Answers whether there is anything to show. */
export async function restoreCached(workspace: Workspace, storage: Storage): Promise<boolean> {
  try {
    const cached = await loadCached(storage);
    if (cached) restoreOwn(workspace, cached);
    return cached !== null;
  } catch {
    workspace.book.clear();
    await wipeCached(storage);
    return false;
  }
}

function restoreOwn(workspace: Workspace, { snapshot, channels, members }: Cached): void {
  workspace.members.put(members, snapshot.companies);
  takeOwn(workspace, snapshot);
  workspace.reads.putFollows(snapshot.follows);
  for (const stored of channels) {
    workspace.book.put(fromStored(workspace.self, stored));
    workspace.reads.put([stored.summary.read]);
  }
  workspace.reads.put(snapshot.threadReads);
  workspace.activity.add(snapshot.activity);
}

export function takeOwn(
  workspace: Workspace,
  own: Omit<Snapshot, 'follows' | 'threadReads' | 'activity'>,
): void {
  workspace.me.setState({ me: own.me, ...own.workspace });
  workspace.members.put([toMember(own.me)]);
  workspace.preferences.put(own.preferences, own.channelPreferences);
  workspace.scheduled.setState(own.scheduled, true);
}

/** Null before oneself is known. */
export function snapshotOf({
  me,
  members,
  reads,
  activity,
  scheduled,
  preferences,
}: Workspace): Snapshot | null {
  const { me: self, ...workspace } = me.getState();
  if (!self) return null;
  return {
    workspace,
    me: self,
    companies: [...members.companies()],
    follows: [...reads.follows()],
    threadReads: [...reads.all()].filter((state) => state.rootSeq !== null && reads.unread(state) > 0),
    activity: activity.places(),
    scheduled: [...scheduled.getState()],
    preferences: preferences.all,
    channelPreferences: [...preferences.channels()],
  };
}

export function takeMe(workspace: Workspace, packet: MePacket): void {
  if (packet.me) {
    workspace.me.setState({ me: packet.me });
    workspace.members.put([toMember(packet.me)]);
  }
  if (packet.follows) workspace.reads.putFollows(packet.follows);
  if (packet.reads) workspace.reads.putMarked(packet.reads);
  if (packet.activity) workspace.activity.add(packet.activity);
  if (packet.drafts) workspace.drafts.put(packet.drafts);
  if (packet.preferences || packet.channelPreferences) {
    workspace.preferences.put(packet.preferences, packet.channelPreferences);
  }
  if (packet.scheduled)
    workspace.scheduled.setState(withScheduled(workspace.scheduled.getState(), packet.scheduled), true);
  for (const channelId of packet.left ?? []) workspace.book.forget(channelId);
  for (const channelId of packet.entered ?? [])
    workspace.pages.enter(channelId).catch(() => workspace.reload());
  if (packet.reload) void workspace.reload();
}

function withScheduled(
  before: readonly Scheduled[],
  { added = [], removed = [] }: NonNullable<MePacket['scheduled']>,
): readonly Scheduled[] {
  const gone = new Set([...removed, ...added.map(({ id }) => id)]);
  return [...before.filter(({ id }) => !gone.has(id)), ...added];
}

function toMember({ email: _email, dndUntil: _dndUntil, ...member }: Me) {
  return member;
}
