/** `$abs`, `$ceil`, `$floor`, `$round`, `$trunc`: the result has the type of the argument. */
import { scaled, scaledText } from '../../bson/arithmetic.ts';
import { decimalFrom, decimalText, exactDouble, longFits, longOf, toDouble } from '../../bson/decimal.ts';
import { typeName } from '../../bson/format.ts';
import { isNumber, type Raw, Type } from '../../bson/raw.ts';
import { rawDouble, rawInt, rawLong, rawNull } from '../../bson/write.ts';
import { CommandError } from '../../errors.ts';
import { isNullish } from '../expression.ts';
import { withArguments } from './arguments.ts';
import type { CompileOperator } from './index.ts';

type Mode = 'abs' | 'ceil' | 'floor' | 'round' | 'trunc';

/** Rounds coefficient × 10^exponent to a multiple of 10^-place, exactly. */
function roundScaled(
  source: { coefficient: bigint; exponent: number },
  place: number,
  mode: Mode,
): { coefficient: bigint; exponent: number } {
  const drop = -place - source.exponent;
  if (drop <= 0) return source;
  const unit = 10n ** BigInt(drop);
  const { coefficient } = source;
  let quotient = coefficient / unit;
  const rest = coefficient % unit;
  const negative = coefficient < 0n;
  const size = negative ? -rest : rest;
  const half = size * 2n - unit;
  const up =
    mode === 'round'
      ? half > 0n || (half === 0n && quotient % 2n !== 0n)
      : mode === 'ceil'
        ? rest > 0n
        : mode === 'floor'
          ? rest < 0n
          : false;
  if (up) quotient += mode === 'floor' || (mode === 'round' && negative) ? -1n : 1n;
  return { coefficient: quotient, exponent: -place };
}

function exactText(value: number): string {
  const { negative, digits, exponent } = exactDouble(value);
  return `${negative ? '-' : ''}${digits || '0'}E${exponent - digits.length}`;
}

function rounded(value: Raw, place: number, mode: Mode): Raw {
  if (value.type === Type.double) {
    const number = toDouble(value);
    if (!Number.isFinite(number)) return value;
    if (place === 0 && mode !== 'round')
      return rawDouble(
        mode === 'ceil' ? Math.ceil(number) : mode === 'floor' ? Math.floor(number) : Math.trunc(number),
      );
    const { coefficient, exponent } = roundScaled(scaled(exactText(number)), place, mode);
    return rawDouble(Number(`${coefficient}E${exponent}`));
  }
  if (value.type === Type.decimal) {
    const text = decimalText(value);
    return /\d/.test(text) ? decimalFrom(scaledText(roundScaled(scaled(text), place, mode))) : value;
  }
  if (place >= 0) return value;
  const whole = value.type === Type.long ? longOf(value) : BigInt(toDouble(value));
  const { coefficient, exponent } = roundScaled({ coefficient: whole, exponent: 0 }, place, mode);
  const result = coefficient * 10n ** BigInt(exponent);
  if (!longFits(result))
    throw new CommandError(51080, 'invalid conversion from rounded value: it does not fit 64 bits');
  return value.type === Type.int && result >= -0x80000000n && result <= 0x7fffffffn
    ? rawInt(Number(result))
    : rawLong(result);
}

function absolute(value: Raw): Raw {
  switch (value.type) {
    case Type.double:
      return rawDouble(Math.abs(toDouble(value)));
    case Type.decimal:
      return decimalFrom(decimalText(value).replace(/^-/, ''));
    case Type.long:
      if (longOf(value) === -(1n << 63n)) throw new CommandError(28680, "can't take $abs of long long min");
      return longOf(value) < 0n ? rawLong(-longOf(value)) : value;
    default: {
      const number = Math.abs(toDouble(value));
      return number > 0x7fffffff ? rawLong(BigInt(number)) : rawInt(number);
    }
  }
}

function numeric(value: Raw | undefined, name: string): Raw | undefined {
  if (isNullish(value)) return undefined;
  const number = value as Raw;
  if (!isNumber(number.type))
    throw new CommandError(28765, `${name} only supports numeric types, not ${typeName(number.type)}`);
  return number;
}

function toPlace(mode: Mode): CompileOperator {
  return withArguments([1, 2], ([value, place], name) => {
    const number = numeric(value, name);
    if (!number || (place && isNullish(place))) return rawNull;
    const digits = place ? toDouble(place) : 0;
    if (!Number.isInteger(digits) || digits < -20 || digits > 100)
      throw new CommandError(
        51083,
        `cannot apply ${name} with precision value ${digits} value must be in [-20, 100]`,
      );
    return rounded(number, digits, mode);
  });
}

function whole(mode: Mode): CompileOperator {
  return withArguments(1, ([value], name) => {
    const number = numeric(value, name);
    return number ? rounded(number, 0, mode) : rawNull;
  });
}

export const roundingOperators: Record<string, CompileOperator> = {
  $abs: withArguments(1, ([value], name) => {
    const number = numeric(value, name);
    return number ? absolute(number) : rawNull;
  }),
  $ceil: whole('ceil'),
  $floor: whole('floor'),
  $round: toPlace('round'),
  $trunc: toPlace('trunc'),
};
