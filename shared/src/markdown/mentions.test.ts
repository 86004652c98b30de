import { describe, expect, test } from 'vitest';
import { mentionsIn, referencesIn } from './mentions.ts';

describe('mentions', () => {
  test.each([
    ['nobody here', [], null],
    ['<@ana>', ['ana'], null],
    ['hey <@ana> and <@mo>, <@ana>!', ['ana', 'mo'], null],
    ['<!here> look', [], 'here'],
    ['<!here> <!channel>', [], 'channel'],
    ['<!channel> <!here>', [], 'channel'],
    ['`<@ana>` <@mo>', ['mo'], null],
    ['``<@ana> ` <@mo>`` <@gus>', ['gus'], null],
    ['` <@ana>', ['ana'], null],
    ['```\n<@ana>\n```\n<@mo>', ['mo'], null],
    ['~~~ts\n<@ana>\n``` \n~~~\n<@mo>', ['mo'], null],
    ['```\n<@ana>', [], null],
    ['````\n```\n<@ana>\n````\n<@mo>', ['mo'], null],
    ['\\<@ana>', [], null],
    ['<@ana', [], null],
    ['<@>', [], null],
    [`<@${'x'.repeat(65)}>`, [], null],
    ['<@__proto__> <!everyone>', ['__proto__'], null],
    ['> <@ana>', ['ana'], null],
  ])('%j', (text, members, everyone) => {
    expect(mentionsIn(text)).toEqual({ members, everyone });
  });

  test('channels are references, not mentions', () => {
    expect(referencesIn('see <#general> and `<#code>`').channels).toEqual(['general']);
    expect(mentionsIn('see <#general>')).toEqual({ members: [], everyone: null });
  });

  test.each(['`', '<@', '`` ` ', '<@a>', '```\n', '~~~\n`', '\\<'])(
    '%j repeated takes linear time',
    (pump) => {
      const startedAt = Date.now();
      mentionsIn(pump.repeat(200_000 / pump.length) + '<@a');
      expect(Date.now() - startedAt).toBeLessThan(500);
    },
  );
});
