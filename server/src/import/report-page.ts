import type { NoteRow, Report } from './report.ts';

const style = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent);overflow-wrap:anywhere}
td.number,th.number{text-align:right}`;

/** What reasons mean, for people. */
const words: Record<string, string> = {
  duplicate_email: 'A second person with the same e-mail address: came in as a placeholder',
  duplicate_person: 'The same person a second time: left out',
  duplicate_ts: 'A message with a time stamp that another one of its channel has: left out',
  empty: 'A message without text and files: came in empty',
  bad_record: 'Not a record that can be read: left out',
  bad_ts: 'A message without a usable time stamp: left out',
  bad_json: 'A file that is not valid JSON: what could be read of it came in',
  bad_path: 'A file with an absolute path or one that leads outside: left out',
  symbolic_link: 'A symbolic link: left out',
  too_large: 'A file or record that is too large: left out',
  bad_file: 'A file that cannot be read: left out',
  name_changed: 'A channel whose name is taken or unfit here: came in under another one',
  no_email:
    'A person without a usable e-mail address: came in as a placeholder that an owner can match to a member',
  reply_without_root: 'A reply whose first message is missing: came in as a message of the channel',
  shortened: 'A text that is longer than messages may be: shortened',
  thread_moved:
    'A reply to a thread that was moved to another channel, which takes none now: left out; a later import brings it if it can',
  unknown_author: 'A message of nobody who can be named: left out',
  unknown_member: 'Somebody in the list of a channel who is not among the people: left out',
  unknown_person:
    'A message of somebody who is not among the people: came in with a placeholder as its author',
  bad_reaction: 'A reaction that is no emoji: left out',
  bad_channel: 'A channel that cannot be read: left out',
  admin: 'An owner or administrator there: came in as a member; give them their role on the People page',
};

const stateWords: Record<Report['channels'][number]['state'], string> = {
  imported: 'imported',
  updated: 'was there: what is new came in',
  there_already: 'was there already',
};

/** A page without scripts: everything in it that came from the archive is escaped. */
export function reportPage(report: Report, shown: readonly NoteRow[]): string {
  const { people, totals, channels, notes } = report;
  const rows = channels.map(
    (channel) =>
      `<tr><td>${escape(channel.as || channel.name)}</td><td>${channel.kind}</td>` +
      `<td class="number">${count(channel.messages)}</td><td class="number">${count(channel.replies)}</td>` +
      `<td class="number">${count(channel.threads)}</td><td class="number">${count(channel.people)}</td>` +
      `<td>${stateWords[channel.state]}</td></tr>`,
  );
  const reasons = Object.entries(notes).map(
    ([reason, number]) =>
      `<tr><td>${escape(words[reason] ?? reason)}</td><td class="number">${count(number)}</td></tr>`,
  );
  const records = shown.map(
    ({ reason, where, detail = '' }) =>
      `<tr><td>${escape(reason)}</td><td>${escape(where)}</td><td>${escape(detail)}</td></tr>`,
  );
  const all = Object.values(notes).reduce((sum, number) => sum + number, 0);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Import of ${escape(report.archive)}</title><style>${style}</style></head><body>
<h1>Import of ${escape(report.archive)}</h1>
<p>${count(totals.messages)} messages, ${count(totals.replies)} of them replies in ${count(totals.threads)} threads, in
${count(totals.channels)} channels. ${count(people.people)} people, ${count(people.guests)} of them guests,
${count(people.bots)} bots, ${count(people.placeholders)} placeholders, ${count(people.deactivated)} deactivated;
${count(people.matched)} were members already.</p>
<p>Took ${(report.elapsedMs / 1000).toFixed(1)} s, ${count(report.messagesPerSecond)} messages a second.</p>
<h2>Channels</h2>
<table><tr><th>Channel</th><th>Kind</th><th class="number">Messages</th><th class="number">Replies</th>
<th class="number">Threads</th><th class="number">People</th><th></th></tr>${rows.join('\n')}</table>
<h2>What was left out or changed</h2>
${reasons.length === 0 ? '<p>Nothing.</p>' : `<table>${reasons.join('\n')}</table>`}
${records.length === 0 ? '' : `<h2>Record by record</h2><table>${records.join('\n')}</table>`}
${all > shown.length ? `<p>${count(all - shown.length)} more are in <code>records.ndjson</code>.</p>` : ''}
</body></html>
`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}
