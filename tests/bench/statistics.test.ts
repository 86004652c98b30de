import { describe, expect, test } from 'vitest';
import { Histogram } from '../../scripts/bench/histogram.ts';
import { stepsBack } from '../../scripts/bench/short.ts';
import { show, spread } from '../../scripts/bench/statistics.ts';
import { clientFrame, FrameReader } from '../../scripts/bench/wire.ts';

describe('a step back', () => {
  const recorded = { 'saturated 500': 3, 'half 500': 1.5 };

  test('is one when the median and every round say so', () => {
    expect(stepsBack(recorded, { 'saturated 500': [1.7, 1.6, 1.79], 'half 500': [1.5] })).toEqual([
      'saturated 500: 1.70, recorded 3.00',
    ]);
  });

  test('is none while one round does not agree, or at the bound', () => {
    expect(
      stepsBack(recorded, { 'saturated 500': [1.1, 1.2, 1.81], 'half 500': [0.91, 0.91, 0.91] }),
    ).toEqual([]);
  });

  test('is none when nothing could be measured', () => {
    expect(stepsBack(recorded, { 'saturated 500': [3], 'half 500': [] })).toEqual([]);
  });
});

describe('a spread', () => {
  test('has the middle of an odd and of an even number of rounds', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, rounds: 3 });
    expect(spread([4, 1, 2, 3])?.median).toBe(2.5);
  });

  test('leaves out what is no number, and shows nothing of nothing', () => {
    expect(spread([Number.NaN, 2, Number.POSITIVE_INFINITY])).toEqual({
      median: 2,
      min: 2,
      max: 2,
      rounds: 1,
    });
    expect(show(spread([]))).toBe('–');
  });
});

test('a histogram’s quantiles are right to 2 %', () => {
  const histogram = new Histogram();
  for (let ms = 1; ms <= 1_000; ms++) histogram.add(ms);
  for (const share of [0.01, 0.5, 0.99]) {
    const wanted = 1_000 * share;
    expect(Math.abs(histogram.at(share) - wanted) / wanted).toBeLessThan(0.02);
  }
  expect(histogram.max).toBe(1_000);
});

describe('frames', () => {
  const read = (chunks: Buffer[]) => {
    const texts: string[] = [];
    const reader = new FrameReader({
      text: (bytes, start, end) => void texts.push(bytes.toString('utf8', start, end)),
      closed: () => void texts.push('closed'),
    });
    for (const chunk of chunks) reader.push(chunk);
    return texts;
  };
  const serverFrame = (text: string) => {
    const length = Buffer.byteLength(text);
    const header =
      length < 126 ? Buffer.from([0x81, length]) : Buffer.from([0x81, 126, length >> 8, length & 255]);
    return Buffer.concat([header, Buffer.from(text)]);
  };

  test('come whole however the stream is cut', () => {
    const texts = ['42["a"]', '2', 'x'.repeat(125), 'y'.repeat(126), 'ü'.repeat(900), ''];
    const stream = Buffer.concat([...texts.map(serverFrame), Buffer.from([0x88, 0])]);
    for (let at = 1; at < stream.length; at += 7) {
      expect(read([stream.subarray(0, at), stream.subarray(at)])).toEqual([...texts, 'closed']);
    }
  });

  test('a client’s frame is masked, with a key that changes nothing', () => {
    const frame = clientFrame('40{}');
    expect([...frame.subarray(0, 6)]).toEqual([0x81, 0x80 | 4, 0, 0, 0, 0]);
    expect(frame.toString('utf8', 6)).toBe('40{}');
  });
});
