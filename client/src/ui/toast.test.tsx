import { act, cleanup, render } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { toast } from './toast.ts';
import { Toasts } from './Toasts.tsx';

afterEach(cleanup);

/** The layer is fetched when something is said for the first time. */
const within = { timeout: 30_000 };

test('what is said again while it stands there is said once', async () => {
  const screen = render(<Toasts />);
  const say = (title: string, action?: { label: string; onSelect: () => void }) =>
    act(() => toast(title, { kind: 'error', ...(action ? { action } : {}) }));
  // As they stand on the screen; what is read out stands elsewhere, too.
  const shown = () =>
    screen.queryAllByRole('alertdialog', { hidden: true }).map(({ textContent }) => textContent);
  const expectShown = (texts: string[]) =>
    vi.waitFor(() => expect(shown().sort()).toEqual(texts.sort()), within);
  say('Something went wrong.');
  await expectShown(['Something went wrong.']);
  say('Something went wrong.');
  say('Something went wrong.');
  say('Something else did.');
  await expectShown(['Something went wrong.', 'Something else did.']);
  // Each undoes a thing of its own.
  say('It is deleted.', { label: 'Undo', onSelect: () => {} });
  say('It is deleted.', { label: 'Undo', onSelect: () => {} });
  await vi.waitFor(
    () => expect(shown().filter((text) => text?.startsWith('It is deleted.'))).toHaveLength(2),
    within,
  );
});
