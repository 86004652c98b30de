import * as z from 'zod';
import { isBlank } from '../blank.ts';
import type { ChannelId, ClientId, CompanyId, FileId, MemberId } from '../ids.ts';
import { limits } from '../limits.ts';

const idPattern = /^[0-9A-Za-z_-]+$/;

function id<Id extends string>(what: string): z.ZodType<Id, string> {
  const schema = z
    .string()
    .min(1)
    .max(limits.idLength)
    .regex(idPattern, `not the id of a ${what}`)
    .meta({ description: `Id of a ${what}` });
  // The brand exists for the compiler only.
  return schema as unknown as z.ZodType<Id, string>;
}

export const memberId = id<MemberId>('member');
export const channelId = id<ChannelId>('channel');
export const companyId = id<CompanyId>('company');
export const fileId = id<FileId>('file');
export const plainId = z.string().min(1).max(limits.idLength).regex(idPattern);
export const clientId = z
  .string()
  .min(limits.clientIdLengthMin)
  .max(limits.clientIdLengthMax)
  .regex(idPattern)
  .meta({
    description: 'Made by the client, once per command that appends; a resend carries the same one',
  }) as unknown as z.ZodType<ClientId, string>;

/** Position of an entry in its channel's journal. */
export const seq = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
/** A position before which nothing has been read: 0 is "from the beginning". */
export const seqOrZero = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Milliseconds since 1970-01-01 UTC, from the server's clock. */
export const time = z.int().min(0).max(8_640_000_000_000_000);
export const epoch = z.string().min(1).max(limits.idLength).regex(idPattern);
export const position = z.strictObject({ epoch, seq: seqOrZero });

// Control characters other than tab and newline would let text disguise itself in logs, terminals and lists.
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000b-\u001f\u007f\u0080-\u009f]/;
// Line breaks and bidirectional overrides have no place in a name that stands among other people's names.
// eslint-disable-next-line no-control-regex
const controlOrBreak = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const notBlank = 'must have something in it that can be seen';

/** Text of several lines: Markdown source, an "about me". */
export function text(max: number, min = 0) {
  return z
    .string()
    .min(min)
    .max(max)
    .refine((value) => min === 0 || !isBlank(value), notBlank)
    .refine((value) => !control.test(value), 'must not contain control characters')
    .refine((value) => !loneSurrogate.test(value), 'must be well-formed Unicode');
}

/** Text of one line, trimmed: a name, a title, a reason. */
export function line(max: number, min = 0) {
  return z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((value) => min === 0 || !isBlank(value), notBlank)
    .refine((value) => !controlOrBreak.test(value), 'must not contain control characters or line breaks')
    .refine((value) => !loneSurrogate.test(value), 'must be well-formed Unicode');
}

export const emoji = z
  .string()
  .min(1)
  .max(limits.emojiLength)
  .regex(
    /^(?:(?=.*[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3])[\p{Extended_Pictographic}\p{Emoji_Component}]+|:[a-z0-9_+-]+:)$/u,
    'not an emoji',
  );
export const reason = line(limits.reasonLength);
export const pageSize = z.int().min(1).max(limits.pageSizeMax);
export const email = z.email().max(limits.emailLength).toLowerCase();
export const password = z.string().min(limits.passwordLengthMin).max(limits.passwordLengthMax);
export const handle = z
  .string()
  .min(1)
  .max(limits.memberHandleLength)
  .regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/, 'lower-case letters, digits, dot, dash and underscore');
export const channelName = z
  .string()
  .trim()
  .min(1)
  .max(limits.channelNameLength)
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{N}_.+-]*[\p{L}\p{N}+])?$/u,
    'letters, digits, dash, dot, plus and underscore',
  )
  .toLowerCase();
