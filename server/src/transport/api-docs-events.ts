/** What comes down a socket, as schemas for the documentation; the compiler holds them to the types that are sent. */
import type { ServerEvents } from '@atrium/shared';
import * as s from '@atrium/shared/schema';
import * as z from 'zod';

export interface EventDocs {
  name: string;
  summary: string;
  schema: z.ZodType;
}

type Sent<Name extends keyof ServerEvents> = Parameters<ServerEvents[Name]>[0];

/** Does not compile where a field is sent and not described. */
function event<Name extends keyof ServerEvents>(
  name: Name,
  summary: string,
  schema: z.ZodType & { shape: { [Field in keyof Sent<Name>]-?: z.ZodType } },
): EventDocs {
  return { name, summary, schema };
}

const place = z.strictObject({ channelId: s.channelId, seq: s.seq });
const typing = z.strictObject({ channelId: s.channelId, rootSeq: s.seq.nullable(), memberId: s.memberId });
const head = z.strictObject({ channelId: s.channelId, epoch: s.epoch, seq: s.seq });

export const events: EventDocs[] = [
  event(
    'entries',
    'Entries of one channel that you are in (or watch), in seq order; what lands together travels together. A gap means: ask channel.sync for what follows your position.',
    s.entriesPacket,
  ),
  event(
    'live',
    'Typing, presence and changed profiles of people you may see. Never journalled; may be dropped.',
    z.strictObject({
      typing: z.array(typing).optional(),
      presence: z.array(s.presence).optional(),
      members: z.array(s.member).optional(),
    }),
  ),
  event(
    'me',
    'What changed for you alone, on whichever of your devices: marks, activity, drafts, preferences. Values, never increments. With reload, ask for a fresh workspace.load.',
    z.strictObject({
      me: s.me.optional(),
      reads: z.array(s.readState).optional(),
      follows: z.array(s.followState).optional(),
      activity: z.array(s.activity).optional(),
      drafts: z.array(s.draft).optional(),
      saved: z
        .strictObject({ added: z.array(s.saved).optional(), removed: z.array(place).optional() })
        .optional(),
      scheduled: z
        .strictObject({ added: z.array(s.scheduled).optional(), removed: z.array(s.plainId).optional() })
        .optional(),
      preferences: s.preferences.optional(),
      channelPreferences: z.array(s.channelPreference).optional(),
      entered: z.array(s.channelId).optional(),
      left: z.array(s.channelId).optional(),
      reload: z.literal(true).optional(),
    }),
  ),
  event(
    'heads',
    'You fell behind: these channels have come so far. Ask channel.sync for what you miss.',
    z.strictObject({ heads: z.array(head) }),
  ),
  event(
    'bye',
    'The connection ends now. Come back at a random moment within retryAfterMs; not at all when why is revoked or version.',
    z.strictObject({ why: z.enum(['drain', 'version', 'revoked', 'slow']), retryAfterMs: z.int().min(0) }),
  ),
];
