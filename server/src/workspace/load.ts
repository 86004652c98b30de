import { allowed, type CompanyId, type Member, type MemberId } from '@atrium/shared';
import { readMember, toMe } from '../accounts/me.ts';
import { countUnread } from '../activity/count.ts';
import { loadReader } from '../activity/rows.ts';
import { channelSummaries, journalsOf } from '../channels/summary.ts';
import { type CommandContext, plain } from '../core/command.ts';
import type { Journal } from '../core/journal/types.ts';
import { loadDrafts } from '../drafts/list.ts';
import { readCompanies } from '../people/companies.ts';
import { loadChannelPreferences, loadPreferences } from '../preferences/model.ts';
import { loadMarks } from '../reads/read-state.ts';
import { loadScheduled } from '../scheduled/list.ts';
import { loadFollowed, loadFollows } from '../threads/mine.ts';
import { readWorkspace } from './read.ts';

/** Followed threads come with their read states as far as this: the newest ones, all unread ones among them first. */
const THREAD_READS_MAX = 500;
/** People whom the first screen is likely to name. */
const MEMBERS_MAX = 300;

export const load = plain('workspace.load', {
  allow: () => allowed,
  run: async (context) => {
    const { core, actor, now } = context;
    const { connection } = core.db;
    const journals = await journalsOf(context);
    await Promise.all(journals.map((journal) => journal.projected()));
    const [
      workspace,
      row,
      channels,
      followed,
      follows,
      drafts,
      scheduled,
      preferences,
      channelPreferences,
      marks,
    ] = await Promise.all([
      readWorkspace(core),
      readMember(core, actor.memberId),
      channelSummaries(context, journals),
      loadFollowed(core, actor, now),
      loadFollows(core, actor),
      loadDrafts(connection, actor.memberId),
      loadScheduled(connection, actor.memberId),
      loadPreferences(connection, actor.memberId),
      loadChannelPreferences(connection, actor.memberId),
      loadMarks(connection, actor.memberId),
    ]);
    const [members, activity] = await Promise.all([
      membersFor(context, journals),
      loadReader(connection, actor, marks).then((reader) => countUnread(connection, reader)),
    ]);
    return {
      workspace: { name: workspace.name, epoch: workspace.epoch, createdAt: workspace.createdAt },
      me: toMe(row),
      channels,
      members,
      companies: await readCompanies(core, companiesOf(journals, members)),
      follows,
      threadReads: followed.slice(0, THREAD_READS_MAX).map(({ read }) => read),
      mutedThreads: followed.flatMap(({ thread }) => (thread.flags.muted ? [thread] : [])),
      activityUnread: activity.total,
      activity: activity.rows.map(({ channelId, rootSeq, seq, at, reason }) => ({
        ...{ channelId, rootSeq, seq, at, reason },
      })),
      drafts,
      scheduled,
      preferences,
      channelPreferences,
      serverTime: now,
    };
  },
});

/** The people of direct conversations, who name these in the side bar. */
async function membersFor({ core, actor }: CommandContext, journals: readonly Journal[]): Promise<Member[]> {
  const ids = new Set<MemberId>([actor.memberId]);
  for (const { state } of journals) for (const id of state.channel.directMemberIds) ids.add(id);
  const found = await core.directory.getMany([...ids].slice(0, MEMBERS_MAX));
  return [...found.values()];
}

function companiesOf(journals: readonly Journal[], members: readonly Member[]): CompanyId[] {
  const ids = new Set(journals.flatMap(({ state }) => state.channel.sharedWith));
  for (const { companyId } of members) if (companyId) ids.add(companyId);
  return [...ids];
}
