import { allowed, type CompanyId, type Member, type MemberId } from '@atrium/shared';
import { readMember, toMe } from '../accounts/me.ts';
import { countUnread, readNewestActivity } from '../activity/count.ts';
import { toReader } from '../activity/rows.ts';
import { isMine, projectedJournalsOf } from '../channels/mine.ts';
import { toSummary } from '../channels/summary.ts';
import { type CommandContext, plain } from '../core/command.ts';
import type { Journal } from '../core/journal/types.ts';
import { existsFor } from '../core/place.ts';
import { loadDrafts } from '../drafts/list.ts';
import { readCompanies } from '../people/companies.ts';
import { loadChannelPreferences, preferencesOf, toPreferences } from '../preferences/model.ts';
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
    const { memberId } = actor;
    const journals = await projectedJournalsOf(context);
    const [
      workspace,
      row,
      marks,
      follows,
      drafts,
      scheduled,
      preferences,
      channelPreferences,
      newest,
      members,
    ] = await Promise.all([
      readWorkspace(core),
      readMember(core, memberId),
      loadMarks(connection, memberId),
      loadFollows(core, actor),
      loadDrafts(connection, actor),
      loadScheduled(connection, actor),
      preferencesOf(connection, memberId),
      loadChannelPreferences(connection, memberId),
      readNewestActivity(connection, memberId, journals),
      membersFor(context, journals),
    ]);
    const activity = await countUnread(core, toReader(actor, journals, marks, preferences), newest);
    const { byChannel } = activity;
    const [followed, companies, summaries] = await Promise.all([
      loadFollowed(actor, now, journals, follows, marks),
      readCompanies(core, companiesOf(journals, members)),
      Promise.all(
        journals.map((journal) =>
          toSummary(journal, actor, marks, () => byChannel.get(journal.channelId) ?? 0),
        ),
      ),
    ]);
    // Reading took a while: what is sent is allowed as of now.
    const still = new Set(
      journals.filter((journal) => isMine(journal, context)).map(({ channelId }) => channelId),
    );
    const channels = summaries.filter(({ channel }) => still.has(channel.id));
    return {
      workspace: { name: workspace.name, epoch: workspace.epoch, createdAt: workspace.createdAt },
      me: toMe(row),
      channels,
      members,
      companies,
      follows,
      threadReads: followed.slice(0, THREAD_READS_MAX).map(({ read }) => read),
      mutedThreads: followed.flatMap(({ thread }) =>
        thread.flags.muted && still.has(thread.channelId) ? [thread] : [],
      ),
      activityUnread: activity.total,
      activity: activity.rows.map(({ channelId, rootSeq, seq, at, reason }) => ({
        ...{ channelId, rootSeq, seq, at, reason },
      })),
      drafts,
      scheduled,
      preferences: toPreferences(preferences),
      channelPreferences: channelPreferences.filter(({ channelId }) => existsFor(actor, channelId)),
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
