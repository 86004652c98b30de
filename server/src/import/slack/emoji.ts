import { emoji as emojiSchema } from '@atrium/shared/schema';
import names from './emoji-names.json' with { type: 'json' };

const table = new Map<string, string>(Object.entries(names));
const nameOf = new Map([...table].toReversed().map(([name, unicode]) => [unicode, name]));
const skinTones = ['', '🏻', '🏼', '🏽', '🏾', '🏿'];

/** `tada` → 🎉, `wave::skin-tone-3` → 👋🏼, a workspace's own `partyparrot` → `:partyparrot:`; null for what is no name. */
export function toEmoji(name: string): string | null {
  const [base = '', tone] = name.split('::');
  const plain = table.get(base);
  const index = Number(/^skin-tone-([2-6])$/.exec(tone ?? '')?.[1] ?? 1) - 1;
  const toned =
    index > 0 ? plain?.replace(/^(\p{Emoji_Modifier_Base})\uFE0F?/u, `$1${skinTones[index]}`) : plain;
  const emoji = toned ?? `:${base.toLowerCase()}:`;
  return emojiSchema.safeParse(emoji).success ? emoji : null;
}

/** The other way round. */
export function toEmojiName(emoji: string): string {
  const known = nameOf.get(emoji);
  if (known !== undefined) return known;
  const tone = skinTones.findIndex((modifier, index) => index > 0 && emoji.includes(modifier));
  const base = tone > 0 ? emoji.replace(skinTones[tone] ?? '', '') : emoji;
  const plain = nameOf.get(base) ?? nameOf.get(`${base}\uFE0F`);
  if (plain !== undefined) return tone > 0 ? `${plain}::skin-tone-${tone + 1}` : plain;
  return emoji.replace(/^:|:$/g, '');
}
