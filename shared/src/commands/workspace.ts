import * as z from 'zod';
import { limits } from '../limits.ts';
import { company, me, member } from '../schema/member.ts';
import { thread } from '../schema/entry.ts';
import {
  activityPlace,
  channelPreference,
  draft,
  followState,
  preferences,
  readState,
  scheduled,
} from '../schema/own.ts';
import { line, time } from '../schema/primitives.ts';
import { defineCommand } from './define.ts';
import { channelSummary, nothing } from './results.ts';

export const workspaceSettings = z
  .strictObject({
    name: line(limits.workspaceNameLength, 1),
    /** Anybody with a confirmed address of one of these domains may sign up. */
    signUpDomains: z
      .array(
        z
          .string()
          .max(253)
          .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/),
      )
      .max(20),
  })
  .meta({ id: 'WorkspaceSettings' });
export type WorkspaceSettings = z.infer<typeof workspaceSettings>;

/** All that a screen needs to begin: my channels with their positions and marks, the threads I follow, what is mine. */
export const workspaceLoad = defineCommand({
  name: 'workspace.load',
  summary:
    'What a client needs to begin: yourself, your channels with positions and read states, followed threads.',
  input: nothing,
  output: z.strictObject({
    workspace: z.strictObject({ name: z.string(), epoch: z.string(), createdAt: time }),
    me,
    channels: z.array(channelSummary),
    /** People of direct conversations and others that the first screen names. */
    members: z.array(member),
    companies: z.array(company),
    /** Threads that you follow, and those that you stopped following. */
    follows: z.array(followState),
    /** Read states of followed threads, unread ones first. */
    threadReads: z.array(readState),
    /** Followed threads that are muted for everybody: nothing in them counts as unread. */
    mutedThreads: z.array(thread),
    activityUnread: z.int().min(0),
    /** Where the unread activity is, newest first: as many as `activityUnread` says. */
    activity: z.array(activityPlace),
    drafts: z.array(draft),
    scheduled: z.array(scheduled),
    preferences,
    channelPreferences: z.array(channelPreference),
    serverTime: time,
  }),
  rate: 'read',
});
export const workspaceGetSettings = defineCommand({
  name: 'workspace.get_settings',
  summary: 'The settings of the workspace, for those who may change them.',
  input: nothing,
  output: z.strictObject({ settings: workspaceSettings }),
  rate: 'read',
});
export const workspaceUpdate = defineCommand({
  name: 'workspace.update',
  summary: 'Change the settings of the workspace; what is left out stays.',
  input: workspaceSettings.partial(),
  output: z.strictObject({ settings: workspaceSettings }),
  rate: 'write',
});
