import { expect, test } from 'vitest';
import { followVisibleArea } from './visible-area.ts';

class Area extends EventTarget {
  height = 844;
  offsetTop = 0;
  scale = 1;

  change(to: Partial<Pick<Area, 'height' | 'offsetTop' | 'scale'>>, event: 'resize' | 'scroll' = 'resize') {
    Object.assign(this, to);
    this.dispatchEvent(new Event(event));
  }
}

function phone(visualViewport: Area | null = new Area()) {
  const root = document.createElement('div');
  const scrolled: [number, number][] = [];
  const stop = followVisibleArea(
    { visualViewport, innerHeight: 844, scrollTo: (x, y) => scrolled.push([x, y]) },
    root,
  );
  const seen = () => ({
    height: root.style.getPropertyValue('--visible-height'),
    keyboard: root.style.getPropertyValue('--keyboard-height'),
  });
  return { area: visualViewport, scrolled, stop, seen };
}

const whole = { height: '', keyboard: '' };

test('a keyboard over the page makes the page as high as what is left, and takes back the scroll', () => {
  const { area, scrolled, seen } = phone();
  expect(seen()).toEqual(whole);
  area?.change({ height: 508 });
  expect(seen()).toEqual({ height: '508px', keyboard: '336px' });
  area?.change({ offsetTop: 120 }, 'scroll');
  expect(scrolled.at(-1)).toEqual([0, 0]);
  area?.change({ height: 844, offsetTop: 0 });
  expect(seen()).toEqual(whole);
});

test('a bar of the browser is no keyboard', () => {
  const { area, scrolled, seen } = phone();
  area?.change({ height: 770 });
  expect(seen()).toEqual(whole);
  expect(scrolled).toEqual([]);
});

test('who has zoomed in is left where they are', () => {
  const { area, scrolled, seen } = phone();
  area?.change({ height: 422, scale: 2 });
  area?.change({ offsetTop: 200 }, 'scroll');
  expect(seen()).toEqual(whole);
  expect(scrolled).toEqual([]);
});

test('afterwards nothing is left of it', () => {
  const { area, stop, seen } = phone();
  area?.change({ height: 508 });
  stop();
  expect(seen()).toEqual(whole);
  area?.change({ height: 400 });
  expect(seen()).toEqual(whole);
});

test('a browser that cannot tell keeps its page', () => {
  const { seen } = phone(null);
  expect(seen()).toEqual(whole);
});
