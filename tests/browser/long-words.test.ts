/** Words without an end, in every place where people may write: nothing runs out of its place, on no width. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { composer, feed, open } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel, post } from './story.ts';

const stage = raiseStage(startStory);

const word = (length: number) => 'Wm'.repeat(length).slice(0, length);
const bodies = [
  word(3_000),
  `https://northwind.example/${word(1_500)}`,
  `\`\`\`\n${word(600)}\n\`\`\``,
  `\`${word(600)}\``,
  `| a | b |\n|---|---|\n| ${word(200)} | ${word(200)} |`,
  Array.from({ length: 25 }, (_, depth) => `${'  '.repeat(depth)}- ${word(40)}`).join('\n'),
  `${'>'.repeat(25)} ${word(200)}`,
  `# ${word(300)}`,
  `- [ ] ${word(300)}`,
  'א'.repeat(600),
  '😀'.repeat(500),
];

/** What sticks out of the page, and what can be moved or is cut off sideways, but for code and tables, which scroll. */
const tooWide = (page: Page) =>
  page.evaluate(() => {
    const { clientWidth: width, scrollWidth } = document.documentElement;
    const found = scrollWidth > width ? [`the page: ${scrollWidth} of ${width}`] : [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const isMeant =
        textOverflow === 'ellipsis' || element.matches('pre, .table-scroll, .sr-only, .truncate *');
      if (overflowX === 'visible' || isMeant || element.clientWidth < 2) continue;
      if (element.scrollWidth > element.clientWidth + 2)
        found.push(
          `${element.tagName} ${element.className}: ${element.scrollWidth} of ${element.clientWidth}`,
        );
    }
    return found;
  });

async function write() {
  const { olive, mo, ana } = stage.server.cast;
  await mo.run('profile.update', { name: word(80), title: word(100), about: word(900) });
  await mo.run('profile.set_status', { status: { emoji: '🌴', text: word(100), until: null } });
  const channelId = await makeChannel(olive, word(80).toLowerCase(), {
    topic: word(250),
    purpose: word(900),
  });
  for (const { id: memberId } of [mo, ana])
    await olive.run('member.add', { channelId, clientId: clientId(), memberId });
  const seqs: number[] = [];
  for (const body of bodies) seqs.push(await post(mo, channelId, body));
  const rootSeq = seqs[0] ?? 0;
  for (const body of bodies) await post(mo, channelId, body, rootSeq);
  await post(mo, channelId, `<@${olive.id}> ${word(500)}`, rootSeq);
  await olive.run('thread.set_title', { channelId, clientId: clientId(), rootSeq, title: word(120) });
  await olive.run('message.pin', { channelId, clientId: clientId(), seq: rootSeq });
  await olive.run('saved.add', { channelId, seq: rootSeq });
  await olive.run('draft.set', { channelId, rootSeq: null, body: word(900) });
  return { channelId, rootSeq, memberId: mo.id };
}

test('on every screen', async () => {
  const { channelId, rootSeq, memberId } = await write();
  const channel = `/c/${channelId}`;
  const paths = [
    channel,
    `${channel}?thread=${rootSeq}`,
    `${channel}?view=threads`,
    `${channel}?details=about`,
    `${channel}?details=members`,
    `${channel}?details=pins`,
    `${channel}?member=${memberId}`,
    '/threads',
    '/activity',
    '/saved',
    '/drafts',
    '/browse',
    '/people',
    `/people/${memberId}`,
    '/settings/members',
  ];
  const found: string[] = [];
  for (const phone of [false, true]) {
    const context = await stage.enter(stage.server.cast.olive, { phone });
    const page = await open(context, channel);
    await composer(page).waitFor();
    const look = async (path: string) => {
      const where = `${path.replace(channelId, 'C')}${phone ? ', phone' : ''}`;
      for (const what of await tooWide(page)) found.push(`${where}: ${what}`);
    };
    for (const path of paths) {
      await page.goto(path);
      await page.getByText(/wmwm/i).first().waitFor();
      await page.waitForLoadState('networkidle');
      await look(path);
      // All of the channel's messages come by once.
      for (let step = 0; path === channel && step < 12; step += 1) {
        await feed(page).evaluate((list) => list.scrollBy(0, list.clientHeight * 0.8));
        await page.waitForTimeout(60);
        await look(path);
      }
    }
  }
  expect([...new Set(found)]).toEqual([]);
});
