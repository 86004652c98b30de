/** What is written looks as it will be read, while it is written. */
import type { ChannelId } from '@atrium/shared';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { composer, landed, message } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { bodiesIn, makeChannel, post, type Story } from './story.ts';

const stage = raiseStage(startStory);

/** A channel of Ana's and Mo's: what is left in its field is no other test's. */
async function channelOf(name: string): Promise<ChannelId> {
  const { ana, mo } = stage.server.cast;
  const channelId = await makeChannel(ana, name);
  await mo.run('channel.join', { channelId, clientId: clientId() });
  return channelId;
}

/** Ana at the field of a channel, with the editor in place. */
async function atTheField(channelId: ChannelId, person: keyof Story['cast'] = 'ana') {
  const page = await stage.openAs(stage.server.cast[person], `/c/${channelId}`);
  await page.locator('.composer-field').waitFor();
  await composer(page).click();
  await page.locator('.composer-field:focus').waitFor();
  return page;
}

const bodiesWith = async (channelId: ChannelId, text: string) =>
  (await bodiesIn(stage.server.cast.mo, channelId)).filter((body) => body.includes(text));

test('code is in colours while it is written, and stays the same text', async () => {
  const channelId = await channelOf('code');
  const page = await atTheField(channelId);
  const field = composer(page);
  await page.keyboard.type('```ts');
  await page.keyboard.press('Enter');
  await page.keyboard.type('const tide = "high"');
  const keyword = field.locator('pre .hljs-keyword');
  await keyword.waitFor();
  await expect.poll(() => keyword.innerText()).toBe('const');
  await expect.poll(() => field.locator('pre .hljs-string').innerText()).toBe('"high"');
  const colour = await keyword.evaluate((element) => getComputedStyle(element).color);
  expect(colour).not.toBe(await field.locator('pre').evaluate((element) => getComputedStyle(element).color));
  await page.keyboard.type('; // now');
  await field.locator('pre .hljs-comment').waitFor();
  await page.keyboard.press('Control+Enter');
  await message(page, 'const tide').waitFor();
  await expect
    .poll(() => bodiesWith(channelId, 'const tide'))
    .toEqual(['```ts\nconst tide = "high"; // now\n```']);
});

/** Where in its paragraph the editor has the caret: the browser tells it a moment after it moved. */
const caretIn = (page: Page) =>
  page.locator('.composer-field').evaluate((element) => {
    const { editor } = element as unknown as {
      editor: { state: { selection: { $head: { parentOffset: number } } } };
    };
    return editor.state.selection.$head.parentOffset;
  });

test('a box is a box while it is written, and its author ticks it off where it stands', async () => {
  const channelId = await channelOf('boxes');
  const page = await atTheField(channelId);
  const field = composer(page);
  await page.keyboard.type('- [ ] buy vinegar');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('[x] count the chairs');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('no box');
  await page.keyboard.press('Home');
  await expect.poll(() => caretIn(page)).toBe(0);
  await page.keyboard.press('Backspace');
  await expect.poll(() => field.locator('li.task').count()).toBe(2);
  await expect.poll(() => field.innerText()).not.toContain('[');
  await field.locator('li.task').first().getByRole('checkbox').check();
  await page.keyboard.press('Enter');
  const row = await landed(page, 'buy vinegar');
  await expect
    .poll(() => bodiesWith(channelId, 'buy vinegar'))
    .toEqual(['- [x] buy vinegar\n- [x] count the chairs\n- no box']);

  await row.getByRole('checkbox').nth(1).click();
  await expect
    .poll(() => bodiesWith(channelId, 'buy vinegar'))
    .toEqual(['- [x] buy vinegar\n- [ ] count the chairs\n- no box']);
  const other = await atTheField(channelId, 'mo');
  const seen = message(other, 'buy vinegar').getByRole('checkbox');
  await expect.poll(() => seen.nth(1).isChecked()).toBe(false);
  await expect.poll(() => seen.nth(0).isDisabled()).toBe(true);
});

test('Escape closes a list of suggestions and nothing else: what is typed then is still written', async () => {
  const page = await atTheField(await channelOf('escape'));
  await page.keyboard.type('see #la');
  await page.getByRole('option', { name: /launch/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('option').first().waitFor({ state: 'detached' });
  await page.keyboard.type(' etc.');
  await expect.poll(() => composer(page).innerText()).toBe('see #la etc.');
});

test('what is pasted is what it says: Markdown, rich text, lines; a picture is refused in words', async () => {
  const page = await atTheField(await channelOf('pasting'));
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

test('what is too long for a message stays in its field, and what is said next arrives', async () => {
  const channelId = await channelOf('too-long');
  const page = await atTheField(channelId);
  const field = composer(page);
  const fill = (length: number) =>
    field.evaluate((element, given) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'a'.repeat(given));
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, length);
  await fill(100_000);
  await page.keyboard.press('Enter');
  await page.getByText('100,000 characters, and a message has 10,000 at most').first().waitFor();
  await expect.poll(async () => (await field.innerText()).length).toBeGreaterThanOrEqual(100_000);
  await page.keyboard.press('Control+a');
  await fill(10_000);
  await page.keyboard.press('Enter');
  await expect.poll(() => bodiesWith(channelId, 'aaaa')).toEqual(['a'.repeat(10_000)]);
  await page.keyboard.press('ArrowUp');
  const editing = page.getByRole('textbox', { name: 'Edit the message' });
  await editing.focus();
  await page.keyboard.press('End');
  await page.keyboard.type('b');
  await page.keyboard.press('Enter');
  await page.getByText('10,001 characters').first().waitFor();
  await expect.poll(() => editing.innerText()).toContain('ab');
});

test('a message is quoted with a key, and answered below the quotation', async () => {
  const channelId = await channelOf('quoting');
  const page = await atTheField(channelId);
  await page.keyboard.type('Who **eats** dumplings?');
  await page.keyboard.press('Enter');
  const row = await landed(page, 'Who eats dumplings?');
  await row.focus();
  await page.keyboard.press('q');
  await composer(page).locator('blockquote').waitFor();
  await page.locator('.composer-field:focus').waitFor();
  await page.keyboard.type('I do');
  await page.keyboard.press('Enter');
  await expect.poll(() => bodiesWith(channelId, 'I do')).toEqual(['> Who **eats** dumplings?\n\nI do']);
});

test('a mention of somebody who is not in the channel is offered last and says so; they can be added at once', async () => {
  const { olive, mo, sam } = stage.server.cast;
  const channelId = await makeChannel(olive, 'keys', { kind: 'private' });
  await olive.run('member.add', { channelId, clientId: clientId(), memberId: sam.id });
  const page = await atTheField(channelId, 'olive');
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
  const { standings } = await olive.run('channel.members', { channelId });
  expect(standings.map(({ memberId }) => memberId)).toContain(mo.id);
});

test('a block begins in a later line as it does in the first', async () => {
  const channelId = await channelOf('blocks');
  const page = await atTheField(channelId);
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
  const sent = await landed(page, 'The tide, by hand:');
  await sent.locator('pre').getByText('const noon').waitFor();
  expect(await bodiesWith(channelId, 'by hand')).toEqual([
    'The tide, by hand:\n\n```ts\nconst noon = 12;\n```',
  ]);

  await lines('To take along', '- rope', 'a lamp');
  await expect.poll(() => field.locator('ul > li').allInnerTexts()).toEqual(['rope', 'a lamp']);
  await page.keyboard.press('Enter');
  await message(page, 'To take along').locator('li').nth(1).waitFor();

  await lines('As Mo said', '> never on a Friday');
  await expect.poll(() => field.locator('blockquote').innerText()).toBe('never on a Friday');
  await page.keyboard.press('Enter');
  await message(page, 'As Mo said').locator('blockquote').waitFor();

  await lines('Three steps', '3. land');
  await expect.poll(() => field.locator('ol').getAttribute('start')).toBe('3');
  await page.keyboard.press('Enter');
  await message(page, 'Three steps').locator('ol').waitFor();
});

test('what is copied of a message has names in it, and no ids', async () => {
  const { ana, mo } = stage.server.cast;
  const channelId = await channelOf('copying');
  const page = await atTheField(channelId);
  const text = `<@${mo.id}> has the **key** of <#${stage.server.channels.general}>`;
  await post(ana, channelId, text);
  const row = message(page, 'has the key');
  await row.waitFor();
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy text' }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toBe(`@${mo.name} has the **key** of #general`);
});

test('a character that is named is shown, and nothing that is named becomes markup', async () => {
  const channelId = await channelOf('named-characters');
  const body = [
    '&copy;&nbsp;&ouml;&hearts;&ngE;&semi;&Tab;&#x41;&#66; &nothing; &copy `&copy;`',
    '&lt;img src=x onerror=alert(1)&gt; &lt;/textarea&gt;&amp;lt;b&amp;gt; &quot;&apos;',
    '[named](https://northwind.example/?a=1&copy;=2 "&hearts;")',
  ].join(' ');
  await post(stage.server.cast.mo, channelId, body);
  const page = await stage.openAs(stage.server.cast.ana, `/c/${channelId}`);
  const row = message(page, 'named');
  await expect
    .poll(() => row.locator('.prose').innerText())
    .toBe(
      '©\u00a0ö♥≧\u0338; AB &nothing; &copy &copy; <img src=x onerror=alert(1)> </textarea>&lt;b&gt; "\' named',
    );
  expect(await row.locator('.prose img').count()).toBe(0);
  const link = row.getByRole('link', { name: 'named' });
  expect(await link.getAttribute('href')).toBe('https://northwind.example/?a=1%C2%A9=2');
});
