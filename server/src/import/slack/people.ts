import { limits } from '@atrium/shared';
import { email as emailSchema } from '@atrium/shared/schema';
import type { ArchivePerson, Note } from '../archive.ts';
import { isRecord, keyIn, lineIn, recordIn, secondsIn } from './records.ts';

/** One of `users.json`; null for what is no person. */
export function toPerson(record: unknown, note: Note): ArchivePerson | null {
  const key = keyIn(record, 'id');
  if (!isRecord(record) || key === null) {
    note('bad_record', 'users.json', JSON.stringify(record).slice(0, 120));
    return null;
  }
  const profile = recordIn(record, 'profile');
  const isBot = record['is_bot'] === true || key === 'USLACKBOT';
  const isGuest = record['is_restricted'] === true || record['is_ultra_restricted'] === true;
  const email = isBot ? null : emailOf(profile);
  const kind = isBot ? 'bot' : email === null ? 'placeholder' : 'person';
  if (kind === 'placeholder') note('no_email', `users.json/${key}`, lineIn(record, 'name', 80));
  if (record['is_admin'] === true || record['is_owner'] === true)
    note('admin', `users.json/${key}`, lineIn(record, 'name', 80));
  return {
    ...{ key, kind, email },
    role: isBot ? 'bot' : isGuest ? 'guest' : 'member',
    name: nameOf(record, profile, key),
    handle: lineIn(record, 'name', limits.memberHandleLength),
    title: lineIn(profile, 'title', limits.memberTitleLength),
    timezone: /^[\w+/-]{1,64}$/.exec(lineIn(record, 'tz', 64))?.[0] ?? '',
    company: isGuest ? companyOf(email) : null,
    deactivated: record['deleted'] === true,
    at: secondsIn(record, 'updated'),
  };
}

/** Somebody of whom nothing is known but what stands in their message. */
export function toStranger(key: string, record: unknown): ArchivePerson {
  const profile = recordIn(record, 'user_profile');
  const bot = recordIn(record, 'bot_profile');
  const isBot = keyIn(record, 'user') === null || key === 'USLACKBOT';
  const said = [
    lineIn(profile, 'real_name', limits.memberNameLength),
    lineIn(profile, 'display_name', limits.memberNameLength),
    lineIn(record, 'username', limits.memberNameLength),
    lineIn(bot, 'name', limits.memberNameLength),
    key === 'USLACKBOT' ? 'Slackbot' : '',
    key.slice(0, limits.memberNameLength),
  ];
  const name = said.find((text) => text !== '') ?? key;
  return {
    ...{ key, kind: isBot ? 'bot' : 'placeholder', role: isBot ? 'bot' : 'member', name },
    handle: lineIn(profile, 'name', limits.memberHandleLength) || name,
    ...{ email: null, title: '', timezone: '', company: null, deactivated: false, at: null },
  };
}

function nameOf(record: unknown, profile: unknown, key: string): string {
  const max = limits.memberNameLength;
  const names = [
    lineIn(profile, 'real_name', max),
    lineIn(record, 'real_name', max),
    lineIn(profile, 'display_name', max),
    lineIn(record, 'name', max),
  ];
  return names.find((name) => name !== '') ?? key.slice(0, max);
}

function emailOf(profile: unknown): string | null {
  const text = lineIn(profile, 'email', 1_000);
  if (text === '') return null;
  const parsed = emailSchema.safeParse(text);
  return parsed.success ? parsed.data : null;
}

/** An export does not say whose people guests are; the domain of their address usually does. */
function companyOf(email: string | null): string {
  return email?.split('@')[1]?.slice(0, limits.companyNameLength) ?? 'Imported';
}
