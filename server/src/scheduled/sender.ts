/**
 * Sends scheduled messages when their time comes. Any node may: a lease keeps two from trying at once, and the row's
 * clientId makes a second try (a node died between posting and removing the row) the same message.
 */
import type { CommandName, ErrorCode, Reply } from '@atrium/shared';
import { trusted } from 'mongoose';
import type { Caller } from '../core/caller.ts';
import type { Core } from '../core/core.ts';
import { find } from '../db/find.ts';
import { type ScheduledRow, scheduledRows, toScheduled } from './model.ts';

const LEASE_MS = 30_000;
const EVERY_MS = 1_000;
const ATTEMPTS_MAX = 20;

export type DispatchAs = (name: CommandName, input: unknown, caller: Caller) => Promise<Reply<unknown>>;

export function startSender(core: Core, dispatch: DispatchAs): { close(): Promise<void> } {
  let closed = false;
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = round
      .then(() => (closed ? undefined : sendDue(core, dispatch)))
      .catch((error: unknown) => {
        core.log.warn({ error }, 'scheduled messages could not be looked up');
      });
  }, EVERY_MS);
  timer.unref();
  return {
    close: async () => {
      closed = true;
      clearInterval(timer);
      await round;
    },
  };
}

async function sendDue(core: Core, dispatch: DispatchAs): Promise<void> {
  if (!(await isAnyDue(core))) return;
  for (let row = await lease(core); row; row = await lease(core)) await sendOne(core, dispatch, row);
}

/** Asked all the time and almost never so: a query costs less than a write that finds nothing. */
async function isAnyDue({ db, clock }: Core): Promise<boolean> {
  const due = { collection: scheduledRows(db.connection).collection.name, filter: dueAt(clock()), limit: 1 };
  return (await find(db.connection, due)).length > 0;
}

function dueAt(now: number) {
  return { failed: null, sendAt: trusted({ $lte: now }), leasedUntil: trusted({ $lte: now }) };
}

async function lease(core: Core): Promise<ScheduledRow | null> {
  const now = core.clock();
  return scheduledRows(core.db.connection)
    .findOneAndUpdate(
      dueAt(now),
      { $set: { leasedUntil: now + LEASE_MS }, $inc: { attempts: 1 } },
      { sort: { sendAt: 1 }, returnDocument: 'after' },
    )
    .lean();
}

async function sendOne(core: Core, dispatch: DispatchAs, row: ScheduledRow): Promise<void> {
  const model = scheduledRows(core.db.connection);
  const member = await core.directory.get(row.memberId);
  if (!member) return void (await model.deleteOne({ _id: row._id }));
  if (row.tokenId !== undefined && !(await core.auth.tokens.exists({ id: row.tokenId })))
    return fail(core, row, 'session_revoked');
  const caller: Caller = {
    memberId: member.id,
    role: member.role,
    companyId: member.companyId,
    deactivated: member.deactivatedAt !== null,
    proof: { kind: 'schedule' },
    address: '',
  };
  const { channelId, clientId, body } = row;
  const reply = await dispatch(
    'message.post',
    { channelId, clientId, rootSeq: row.rootSeq || null, body },
    caller,
  );
  if (reply.ok) {
    await model.deleteOne({ _id: row._id });
    return core.feed.publish(row.memberId, { scheduled: { removed: [row._id] } });
  }
  // What may be tried again waits for its lease to end; a clock that never lets it through gives up in the end.
  if (reply.error.retryable && row.attempts < ATTEMPTS_MAX) return;
  return fail(core, row, reply.error.code);
}

/** It stays where its author sees it, with the reason. */
async function fail(core: Core, row: ScheduledRow, failed: ErrorCode): Promise<void> {
  await scheduledRows(core.db.connection).updateOne({ _id: row._id }, { $set: { failed, leasedUntil: 0 } });
  core.feed.publish(row.memberId, { scheduled: { added: [toScheduled({ ...row, failed })] } });
}
