/** Regular expressions of filters. MongoDB uses PCRE; what JavaScript cannot express is refused, not guessed. */
import { type Raw, stringOf, Type } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';

export type RegexTest = (value: Raw) => boolean;

export function regexParts(value: Raw): { source: string; flags: string } {
  const middle = value.buf.indexOf(0, value.start);
  return {
    source: value.buf.toString('utf8', value.start, middle),
    flags: value.buf.toString('utf8', middle + 1, value.end - 1),
  };
}

/** Throws 51091 for an expression that cannot be compiled, BadValue for unknown flags. */
export function compilePattern(source: string, flags: string): RegExp {
  for (const flag of flags) {
    if (!'imsxu'.includes(flag)) throw new CommandError(51108, `invalid flag in regex options: ${flag}`);
  }
  let pattern = source;
  let own = '';
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  if (inline) {
    own = inline[1]!;
    pattern = pattern.slice(inline[0].length);
  }
  const all = new Set(flags + own);
  if (all.has('x')) pattern = extended(pattern);
  const javascript = ['i', 'm', 's'].filter((flag) => all.has(flag)).join('');
  try {
    return new RegExp(pattern, `${javascript}u`);
  } catch {
    try {
      return new RegExp(pattern, javascript);
    } catch (error) {
      throw new CommandError(51091, `Regular expression is invalid: ${(error as Error).message}`);
    }
  }
}

/** Removes the blanks and comments that flag x allows. */
function extended(pattern: string): string {
  return pattern.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|\s+|#[^\n]*/g, (part) =>
    /^[\s#]/.test(part) ? '' : part,
  );
}

export function compileRegex(value: Raw, options: string | undefined): RegexTest {
  const { source, flags } =
    value.type === Type.regex ? regexParts(value) : { source: stringOf(value), flags: '' };
  const used = options ?? flags;
  const regex = compilePattern(source, used);
  return (candidate) => {
    if (candidate.type === Type.string || candidate.type === Type.symbol)
      return regex.test(stringOf(candidate));
    if (candidate.type !== Type.regex) return false;
    const other = regexParts(candidate);
    return other.source === source && other.flags === used;
  };
}

/** The literal that every match must begin with, when the expression says so; for index bounds. */
export function literalPrefix(value: Raw, options: string | undefined): string | undefined {
  const { source, flags } =
    value.type === Type.regex ? regexParts(value) : { source: stringOf(value), flags: '' };
  if ((options ?? flags) !== '' || !source.startsWith('^') || source.includes('|')) return undefined;
  const literal = /^\^((?:[\w \-@:/,;!~<>="'#%&]|[^\x00-\x7f])+)(.?)/u.exec(source);
  if (!literal) return undefined;
  const text = literal[1]!;
  return '*?{+'.includes(literal[2]!) && literal[2] !== ''
    ? Array.from(text).slice(0, -1).join('') || undefined
    : text;
}
