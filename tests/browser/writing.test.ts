/** What is written looks as it will be read, while it is written. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closeDevices, composer, device, launch, message, open } from './browser.ts';
import { clientId, startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let story: Story;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
}, 60_000);
afterEach(closeDevices);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Ana at the field of a channel, with the editor in place. */
async function atTheField(channelId: string, person: keyof Story['cast'] = 'ana') {
  const context = await device(browser, server, story.cast[person]);
  const page = await open(context, `${server.url}/c/${channelId}`);
  await page.locator('.composer-field').waitFor();
  await composer(page).click();
  return page;
}

const bodyOf = async (page: Page, text: string) => {
  const { page: history } = await story.cast.mo.run('channel.open', {
    channelId: new URL(page.url()).pathname.split('/')[2] as never,
    around: 'newest',
  });
  return history.entries.flatMap((entry) => ('body' in entry && entry.body.includes(text) ? entry.body : []));
};

test('code is in colours while it is written, and stays the same text', async () => {
  const page = await atTheField(story.channels.random);
  const field = composer(page);
  await page.keyboard.type('```ts');
  await page.keyboard.press('Enter');
  await page.keyboard.type('const tide = "high"');
  const keyword = field.locator('pre .hljs-keyword');
  await keyword.waitFor();
  expect(await keyword.innerText()).toBe('const');
  expect(await field.locator('pre .hljs-string').innerText()).toBe('"high"');
  const colour = await keyword.evaluate((element) => getComputedStyle(element).color);
  expect(colour).not.toBe(await field.locator('pre').evaluate((element) => getComputedStyle(element).color));
  await page.keyboard.type('; // now');
  await field.locator('pre .hljs-comment').waitFor();
  await page.keyboard.press('Control+Enter');
  await message(page, 'const tide').waitFor();
  await expect.poll(() => bodyOf(page, 'const tide')).toEqual(['```ts\nconst tide = "high"; // now\n```']);
});

test('a box is a box while it is written, and its author ticks it off where it stands', async () => {
  const page = await atTheField(story.channels.random);
  const field = composer(page);
  await page.keyboard.type('- [ ] buy vinegar');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('[x] count the chairs');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('no box');
  await page.keyboard.press('Home');
  // The browser tells of a moved caret a moment later.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  await page.keyboard.press('Backspace');
  expect(await field.locator('li.task').count()).toBe(2);
  expect(await field.innerText()).not.toContain('[');
  await field.locator('li.task').first().getByRole('checkbox').check();
  await page.keyboard.press('Enter');
  const row = message(page, 'buy vinegar');
  await row.waitFor();
  await expect
    .poll(() => bodyOf(page, 'buy vinegar'))
    .toEqual(['- [x] buy vinegar\n- [x] count the chairs\n- no box']);

  await row.getByRole('checkbox').nth(1).uncheck();
  await expect
    .poll(() => bodyOf(page, 'buy vinegar'))
    .toEqual(['- [x] buy vinegar\n- [ ] count the chairs\n- no box']);
  const other = await atTheField(story.channels.random, 'mo');
  const seen = message(other, 'buy vinegar').getByRole('checkbox');
  await expect.poll(() => seen.nth(1).isChecked()).toBe(false);
  expect(await seen.nth(0).isDisabled()).toBe(true);
});

test('Escape closes a list of suggestions and nothing else: what is typed then is still written', async () => {
  const page = await atTheField(story.channels.random);
  await page.keyboard.type('see #la');
  await page.getByRole('option', { name: /launch/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('option').first().waitFor({ state: 'detached' });
  await page.keyboard.type(' etc.');
  expect(await composer(page).innerText()).toBe('see #la etc.');
});

test('what is pasted is what it says: Markdown, rich text, lines; a picture is refused in words', async () => {
  const page = await atTheField(story.channels.random);
  const field = composer(page);
  const paste = (data: Record<string, string>, file = false) =>
    field.evaluate(
      (element, { data: given, file: withFile }) => {
        const clipboardData = new DataTransfer();
        for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text);
        if (withFile) clipboardData.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      },
      { data, file },
    );
  await paste({ 'text/plain': 'first line\nsecond line' });
  await expect.poll(() => field.locator('p').count()).toBe(1);
  await page.keyboard.press('Shift+Enter');
  await paste({
    'text/plain': 'bold link',
    'text/html':
      '<meta charset="utf-8"><h2>Title</h2><p><b>bold</b> <a href="https://tide.example/">link</a><img src="x.png"></p>',
  });
  await expect.poll(() => field.locator('strong').innerText()).toBe('bold');
  expect(await field.locator('a[href="https://tide.example/"]').innerText()).toBe('link');
  await page.keyboard.press('Control+a');
  await paste({ 'text/plain': '- [x] one\n- two `code`' });
  await expect.poll(() => field.locator('li').count()).toBe(2);
  expect(await field.locator('li code').innerText()).toBe('code');
  expect(await field.locator('li.task').count()).toBe(1);
  await paste({}, true);
  await page.getByText('Pictures and files cannot be sent here.').first().waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
});

test('a message is quoted with a key, and answered below the quotation', async () => {
  const page = await atTheField(story.channels.random);
  await page.keyboard.type('Who **eats** dumplings?');
  await page.keyboard.press('Enter');
  const row = message(page, 'Who eats dumplings?');
  await row.waitFor();
  await row.focus();
  await page.keyboard.press('q');
  await composer(page).locator('blockquote').waitFor();
  await page.locator('.composer-field:focus').waitFor();
  await page.keyboard.type('I do');
  await page.keyboard.press('Enter');
  await expect.poll(() => bodyOf(page, 'I do')).toEqual(['> Who **eats** dumplings?\n\nI do']);
});

test('a mention of somebody who is not in the channel is offered last and says so; they can be added at once', async () => {
  const { olive, sam } = story.cast;
  const { channel } = await olive.run('channel.create', {
    ...{ clientId: clientId(), kind: 'private', name: 'keys', topic: '', purpose: '' },
  });
  await olive.run('member.add', { channelId: channel.id, clientId: clientId(), memberId: sam.id as never });
  const page = await atTheField(channel.id, 'olive');
  await page.keyboard.type('@');
  const options = page.getByRole('option');
  await expect.poll(() => options.nth(0).innerText()).toContain('Sam Sato');
  await expect
    .poll(() => options.filter({ hasText: 'Mo Mendez' }).innerText())
    .toContain('not in this channel');
  await page.keyboard.type('mo');
  await expect.poll(() => options.nth(0).innerText()).toContain('Mo Mendez');
  await page.keyboard.press('Enter');
  await page.getByText('Mo Mendez is not in this channel and will not be told.').waitFor();
  await page.getByRole('button', { name: 'Add them to the channel' }).click();
  await page.getByText('will not be told').waitFor({ state: 'detached' });
  const { standings } = await olive.run('channel.members', { channelId: channel.id });
  expect(standings.map(({ memberId }) => memberId)).toContain(story.cast.mo.id);
});

test('a block begins in a later line as it does in the first', async () => {
  const page = await atTheField(story.channels.random);
  const field = composer(page);
  const lines = async (...texts: string[]) => {
    for (const [index, text] of texts.entries()) {
      if (index > 0) await page.keyboard.press('Shift+Enter');
      await page.keyboard.type(text);
    }
  };
  await lines('The tide, by hand:', '```ts', 'const noon = 12;');
  await field.locator('pre').getByText('const noon').waitFor();
  await page.keyboard.press('Control+Enter');
  const sent = message(page, 'The tide, by hand:');
  await sent.locator('pre').getByText('const noon').waitFor();
  expect(await bodyOf(page, 'by hand')).toEqual(['The tide, by hand:\n\n```ts\nconst noon = 12;\n```']);

  await lines('To take along', '- rope', 'a lamp');
  expect(await field.locator('ul > li').allInnerTexts()).toEqual(['rope', 'a lamp']);
  await page.keyboard.press('Enter');
  await message(page, 'To take along').locator('li').nth(1).waitFor();

  await lines('As Mo said', '> never on a Friday');
  expect(await field.locator('blockquote').innerText()).toBe('never on a Friday');
  await page.keyboard.press('Enter');
  await message(page, 'As Mo said').locator('blockquote').waitFor();

  await lines('Three steps', '3. land');
  expect(await field.locator('ol').getAttribute('start')).toBe('3');
  await page.keyboard.press('Enter');
  await message(page, 'Three steps').locator('ol').waitFor();
});

test('what is copied of a message has names in it, and no ids', async () => {
  const { ana, mo } = story.cast;
  const page = await atTheField(story.channels.random);
  const text = `<@${mo.id}> has the **key** of <#${story.channels.general}>`;
  await ana.run('message.post', {
    ...{ clientId: clientId(), channelId: story.channels.random, rootSeq: null, body: text },
  } as never);
  const row = message(page, 'has the key');
  await row.waitFor();
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy text' }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toBe(`@${mo.name} has the **key** of #general`);
});
