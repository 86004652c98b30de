/**
 * Commands that append to a channel's journal. One member's commands in one channel reach the journal in the order in
 * which they came, whatever had to be awaited on the way; from there on the journal keeps the order.
 */
import { AtriumError, canRead, type ChannelId, type ClientId } from '@atrium/shared';
import type { AppendContext, AppendHandler, AppendName, CommandContext } from './command.ts';
import type { Core } from './core.ts';
import { digestOf } from './digest.ts';
import type { AppendResult, EntryDraft, Head, Journal } from './journal/types.ts';
import { demand, placeIn } from './place.ts';

interface AppendInput {
  channelId: ChannelId;
  clientId: ClientId;
}

export type AppendRunner = (
  handler: AppendHandler<AppendName>,
  context: CommandContext,
  input: AppendInput,
) => Promise<AppendResult>;

export function createAppendRunner(core: Core): AppendRunner {
  /** By member and channel: resolves when the member's last command there is in the journal's queue. */
  const opening = new Map<string, Promise<unknown>>();

  const afterOpening: AppendRunner = async (handler, context, input) => {
    const key = keyOf(context, input);
    const before = opening.get(key);
    const opened = (async () => {
      await before?.catch(() => undefined);
      return core.journals.open(input.channelId);
    })();
    opening.set(key, opened);
    try {
      return await enqueue(handler, context, input, await opened);
    } finally {
      if (opening.get(key) === opened) opening.delete(key);
    }
  };

  return (handler, context, input) => {
    const isBehind = opening.size > 0 && opening.has(keyOf(context, input));
    const journal = isBehind ? undefined : core.journals.peek(input.channelId);
    return journal ? enqueue(handler, context, input, journal) : afterOpening(handler, context, input);
  };
}

function keyOf({ actor }: CommandContext, { channelId }: AppendInput): string {
  return `${actor.memberId} ${channelId}`;
}

function enqueue(
  handler: AppendHandler<AppendName>,
  context: CommandContext,
  input: AppendInput,
  journal: Journal | null,
): Promise<AppendResult> {
  if (!journal) throw new AtriumError('not_found');
  const appended = journal.append({
    authorId: context.actor.memberId,
    clientId: input.clientId,
    digest: digestOf(handler.name, input),
    decide: (_state, head) => decide(handler, context, input as never, journal, head),
  });
  return handler.awaitRows ? appended.then((result) => journal.projected().then(() => result)) : appended;
}

function decide(
  handler: AppendHandler<AppendName>,
  command: CommandContext,
  input: never,
  journal: Journal,
  head: Head,
): EntryDraft | null | Promise<EntryDraft | null> {
  const { state } = head;
  const place = placeIn(head, command.actor, command.now);
  // Before anything is looked up in the channel: what the actor may not read does not exist.
  demand(canRead(command.actor, place));
  const { core, caller, actor, connection, requestId, now } = command;
  const context: AppendContext = {
    core,
    caller,
    actor,
    connection,
    requestId,
    now,
    journal,
    head,
    state,
    place,
  };
  const loaded = handler.load(context, input);
  if (loaded instanceof Promise)
    return loaded.then((rows) => conclude(handler, context, input, rows as never));
  return conclude(handler, context, input, loaded as never);
}

function conclude(
  handler: AppendHandler<AppendName>,
  context: AppendContext,
  input: never,
  loaded: never,
): EntryDraft | null {
  demand(handler.allow(context, input, loaded));
  return handler.entry(context, input, loaded);
}
