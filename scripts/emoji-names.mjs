// Writes server/src/import/slack/emoji-names.json from emojibase-data: Slack's names of emoji are those of iamcal's
// list. Run it again when emojibase-data is upgraded.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(`emojibase-data/en/${name}.json`), 'utf8'));
const names = read('shortcodes/iamcal');
const table = {};
// Where an emoji is one already, the selector that asks for one is left out, as keyboards do.
for (const { hexcode, unicode } of read('compact')) {
  for (const name of [names[hexcode] ?? []].flat())
    table[name] = unicode.replace(/^(\p{Emoji_Presentation})\uFE0F$/u, '$1');
}
const sorted = Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
const file = join(import.meta.dirname, '../server/src/import/slack/emoji-names.json');
writeFileSync(file, `${JSON.stringify(sorted)}\n`);
console.log(`${Object.keys(sorted).length} names.`);
