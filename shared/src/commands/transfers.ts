/** What comes into a workspace from elsewhere, and what leaves it as a whole: imports and exports. For owners alone. */
import * as z from 'zod';
import { limits } from '../limits.ts';
import { member } from '../schema/member.ts';
import { line, memberId, pageSize, plainId, time } from '../schema/primitives.ts';
import { defineCommand } from './define.ts';
import { cursor, nextCursor, nothing } from './results.ts';

const count = z.int().min(0);

/** Waits for a server that takes it up, is stopped before it goes on, and can be started again once it failed. */
export const transferState = z.enum([
  'uploading',
  'ready',
  'waiting',
  'running',
  'stopping',
  'stopped',
  'failed',
  'done',
]);
export type TransferState = z.infer<typeof transferState>;

export const importProgress = z
  .strictObject({
    stage: z.enum(['opening', 'people', 'messages', 'report']),
    /** The archive's name of the channel that comes in now. */
    channel: z.string(),
    messages: count,
    messagesPerSecond: count,
    /** From 0 to 1. */
    done: z.number().min(0).max(1),
    leftMs: count.nullable(),
  })
  .meta({ id: 'ImportProgress' });
export type ImportProgress = z.infer<typeof importProgress>;

export const importJob = z
  .strictObject({
    id: plainId,
    /** Of the archive's file. */
    name: z.string(),
    /** Null for one that was started from the command line. */
    byId: memberId.nullable(),
    state: transferState,
    /** Bytes of the archive, and how many of them are here. */
    size: count,
    received: count,
    createdAt: time,
    finishedAt: time.nullable(),
    /** Why it failed, in a sentence. */
    problem: z.string().nullable(),
    progress: importProgress.nullable(),
    /** Once something can be read about it with `import.report`. */
    totals: z.strictObject({ channels: count, messages: count, replies: count, threads: count }).nullable(),
  })
  .meta({ id: 'ImportJob' });
export type ImportJob = z.infer<typeof importJob>;

export const importReport = z
  .strictObject({
    archive: z.string(),
    startedAt: time,
    finishedAt: time.nullable(),
    elapsedMs: count,
    messagesPerSecond: count,
    people: z.strictObject({
      people: count,
      guests: count,
      bots: count,
      placeholders: count,
      deactivated: count,
      matched: count,
    }),
    channels: z.array(
      z.strictObject({
        key: z.string(),
        name: z.string(),
        as: z.string(),
        channelId: z.string(),
        kind: z.string(),
        state: z.enum(['imported', 'updated', 'there_already']),
        messages: count,
        replies: count,
        threads: count,
        people: count,
        added: count.optional(),
        edited: count.optional(),
      }),
    ),
    totals: z.strictObject({ channels: count, messages: count, replies: count, threads: count }),
    /** How many records for each reason. */
    notes: z.record(z.string(), count),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof importReport>;

export const exportFormat = z.enum(['slack', 'ndjson']);
export type ExportFormat = z.infer<typeof exportFormat>;

export const exportJob = z
  .strictObject({
    id: plainId,
    format: exportFormat,
    byId: memberId,
    state: transferState,
    createdAt: time,
    finishedAt: time.nullable(),
    problem: z.string().nullable(),
    /** Bytes written so far. */
    size: count,
    messages: count,
  })
  .meta({ id: 'ExportJob' });
export type ExportJob = z.infer<typeof exportJob>;

const job = z.strictObject({ job: importJob });

export const importUpload = defineCommand({
  name: 'import.upload',
  summary:
    'Announce an archive of this name and size. Its bytes follow by `PUT /api/imports/<id>/content`; one that was cut off goes on where it was.',
  input: z.strictObject({
    name: line(200, 1),
    size: z.int().min(1).max(limits.importArchiveBytesMax),
  }),
  output: job,
  rate: 'write',
});
export const importStart = defineCommand({
  name: 'import.start',
  summary: 'Import an archive that has been uploaded, or go on with an import that was stopped or failed.',
  input: z.strictObject({ id: plainId }),
  output: job,
  rate: 'write',
});
export const importCancel = defineCommand({
  name: 'import.cancel',
  summary:
    'Stop an import: what came in stays. Of one that does not run, the uploaded archive is thrown away.',
  input: z.strictObject({ id: plainId }),
  output: z.strictObject({ job: importJob.nullable() }),
  rate: 'write',
});
export const importList = defineCommand({
  name: 'import.list',
  summary: 'The imports of this workspace, newest first, with how far each is.',
  input: nothing,
  output: z.strictObject({
    jobs: z.array(importJob),
    /** False where several servers run: there imports and exports are for the command line. */
    available: z.boolean(),
  }),
  rate: 'read',
});
export const importGetReport = defineCommand({
  name: 'import.report',
  summary: 'What an import brought in, and a page of the records that were left out or changed.',
  input: z.strictObject({
    id: plainId,
    /** Where the page begins: what the answer before said as `next`. */
    from: z.int().min(0).default(0),
    limit: pageSize.default(limits.pageSizeDefault),
  }),
  output: z.strictObject({
    report: importReport,
    records: z.array(
      z.strictObject({ reason: z.string(), where: z.string(), detail: z.string().optional() }),
    ),
    next: count.nullable(),
  }),
  rate: 'read',
});

export const exportStart = defineCommand({
  name: 'export.start',
  summary: 'Write everything into a zip file, to be downloaded by `GET /api/exports/<id>/content`.',
  input: z.strictObject({ format: exportFormat }),
  output: z.strictObject({ job: exportJob }),
  rate: 'write',
});
export const exportList = defineCommand({
  name: 'export.list',
  summary: 'The exports that were asked for, newest first.',
  input: nothing,
  output: z.strictObject({ jobs: z.array(exportJob) }),
  rate: 'read',
});
export const exportRemove = defineCommand({
  name: 'export.remove',
  summary: 'Throw an export away, or stop one that is being written.',
  input: z.strictObject({ id: plainId }),
  output: nothing,
  rate: 'write',
});

export const peoplePlaceholders = defineCommand({
  name: 'people.placeholders',
  summary: 'Imported people without an address, by name: whose messages theirs are, and whose they might be.',
  input: z.strictObject({
    query: line(limits.memberNameLength).default(''),
    /** Those that were matched already. */
    matched: z.boolean().default(false),
    cursor: cursor.optional(),
    limit: pageSize.default(limits.pageSizeDefault),
  }),
  output: z.strictObject({
    placeholders: z.array(z.strictObject({ placeholder: member, suggestions: z.array(member) })),
    next: nextCursor,
  }),
  rate: 'read',
});
export const peopleUnmatchPlaceholder = defineCommand({
  name: 'people.unmatch_placeholder',
  summary:
    'Take back whose messages those of a placeholder are. The member stays in the channels that the match brought them into.',
  input: z.strictObject({ placeholderId: memberId }),
  output: z.strictObject({ placeholder: member }),
  rate: 'write',
});
