// The judge of the crash test must reject what a broken engine would leave.
import { expect, test } from 'vitest';
import { CrashModel } from './crash-model.ts';
import { changedRow, isWhole, type JournalLine, newRow, type Row } from './crash-row.ts';
import { Random } from '../random.ts';

const random = new Random(1);
const [one, two, three] = [1, 2, 3].map((count) => newRow(random, 1, 0, count)) as [Row, Row, Row];
const changed = changedRow(random, one);
const lines = (...entries: JournalLine[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
const found = (...rows: Row[]) => new Map(rows.map((row) => [row._id, row]));
const inserted = (...rows: Row[]): JournalLine => ({ writer: 0, begun: { kind: 'insert', rows } });
const acknowledged: JournalLine = { writer: 0, acknowledged: true };

function after(...entries: JournalLine[]) {
  const model = new CrashModel();
  return { model, ...model.replay(lines(...entries)) };
}

test('what was acknowledged must be there', () => {
  const { model } = after(inserted(one, two), acknowledged);
  expect(model.differences(found(one, two))).toEqual([]);
  expect(model.differences(found(one))).toEqual([`lost ${two._id} (rev 0)`]);
});

test('an acknowledged update and an acknowledged delete must hold', () => {
  const update: JournalLine = { writer: 0, begun: { kind: 'update', before: one, after: changed } };
  const { model } = after(inserted(one, two), acknowledged, update, acknowledged);
  expect(model.differences(found(changed, two))).toEqual([]);
  expect(model.differences(found(one, two))).toEqual([`${one._id} is rev 0, not 1`]);
  const removed = after(
    inserted(one),
    acknowledged,
    { writer: 0, begun: { kind: 'delete', row: one } },
    acknowledged,
  );
  expect(removed.model.differences(found(one))).toEqual([`${one._id} was deleted or never written`]);
});

test('a step in flight may have landed or not, a batch as a prefix only', () => {
  const { model, inFlight } = after(inserted(one, two, three));
  expect(inFlight).toHaveLength(1);
  expect(model.settle(inFlight[0]!, found())).toEqual({ landed: false });
  expect(model.settle(inFlight[0]!, found(one, three)).wrong).toMatch(/gap/);
  expect(model.settle(inFlight[0]!, found(one, two))).toEqual({ landed: true });
  expect(model.differences(found(one, two))).toEqual([]);
  expect(model.differences(found(one))).toHaveLength(1);
});

test('a line that the kill cut off counts as not written', () => {
  const model = new CrashModel();
  const { acknowledged: count, inFlight } = model.replay(`${lines(inserted(one))}{"writer":0,"ackn`);
  expect([count, inFlight.length]).toEqual([0, 1]);
});

test('a row of two writes is not whole', () => {
  expect(isWhole(changed)).toBe(true);
  expect(isWhole({ ...changed, body: `${changed.body}x` })).toBe(false);
  expect(isWhole({ ...changed, rev: one.rev })).toBe(false);
});
