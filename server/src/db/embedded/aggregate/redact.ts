/** `$redact`: keeps, drops or looks into each level of a document. */
import { entries, items, type Raw, stringOf, Type } from '../bson/raw.ts';
import { arrayOf, documentOf } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileExpression } from '../query/expression.ts';
import { withVariables } from '../query/operators/arguments.ts';
import { spread } from './source.ts';
import type { Stage } from './stages.ts';

export const redact: Stage = (spec, { variables }) => {
  const expression = compileExpression(spec);
  const level = (value: Raw, root: Raw): Raw | undefined => {
    const verdict = expression(value, withVariables(variables, [['CURRENT', value]], root));
    const word = verdict?.type === Type.string ? stringOf(verdict) : '';
    if (word === '$$KEEP') return value;
    if (word === '$$PRUNE') return undefined;
    if (word !== '$$DESCEND')
      throw new CommandError(17053, '$redact must return $$DESCEND, $$PRUNE or $$KEEP');
    return documentOf(
      entries(value).flatMap(([name, each]): [string, Raw][] => {
        const kept = within(each, root);
        return kept ? [[name, kept]] : [];
      }),
    );
  };
  const within = (value: Raw, root: Raw): Raw | undefined => {
    if (value.isObject) return level(value, root);
    if (value.isArray) return arrayOf(items(value).flatMap((each) => within(each, root) ?? []));
    return value;
  };
  return (input) =>
    spread(input, (document) => {
      const kept = level(document, document);
      return kept ? [kept] : [];
    });
};
