/** What must be in the store after a crash, told from the writers' journals alone. */
import type { JournalLine, Row, Step } from './crash-row.ts';

export class CrashModel {
  /** Rows whose last write was acknowledged. */
  readonly rows = new Map<string, Row>();

  /** Applies a round's journal; returns the steps that were begun and never acknowledged. */
  replay(journal: string): { acknowledged: number; inFlight: Step[] } {
    const begun = new Map<number, Step>();
    let acknowledged = 0;
    // What follows the last line end is a line that the kill cut off: its command was not sent yet, or its
    // acknowledgement counts as not seen.
    for (const text of journal.split('\n').slice(0, -1)) {
      const line = JSON.parse(text) as JournalLine;
      if ('begun' in line) {
        begun.set(line.writer, line.begun);
        continue;
      }
      const step = begun.get(line.writer);
      if (!step) throw new Error('An acknowledgement of nothing');
      begun.delete(line.writer);
      this.#apply(step);
      acknowledged++;
    }
    return { acknowledged, inFlight: [...begun.values()] };
  }

  #apply(step: Step): void {
    if (step.kind === 'insert') for (const row of step.rows) this.rows.set(row._id, row);
    else if (step.kind === 'update') this.rows.set(step.after._id, step.after);
    else this.rows.delete(step.row._id);
  }

  /** Takes a step in flight as far as the store shows it; says what is wrong with it, if anything. */
  settle(step: Step, found: ReadonlyMap<string, Row>): { landed: boolean; wrong?: string } {
    if (step.kind === 'insert') {
      const landed = step.rows.filter((row) => found.has(row._id));
      const prefix = step.rows.slice(0, landed.length);
      if (landed.some((row, i) => row !== prefix[i]))
        return { landed: true, wrong: 'an ordered batch landed with a gap' };
      for (const row of landed) this.rows.set(row._id, row);
      return { landed: landed.length > 0 };
    }
    if (step.kind === 'delete') {
      if (found.has(step.row._id)) return { landed: false };
      this.rows.delete(step.row._id);
      return { landed: true };
    }
    if (found.get(step.after._id)?.rev !== step.after.rev) return { landed: false };
    this.rows.set(step.after._id, step.after);
    return { landed: true };
  }

  /** Every difference between what must be there and what is. */
  differences(found: ReadonlyMap<string, Row>): string[] {
    const wrong: string[] = [];
    for (const [id, row] of this.rows) {
      const there = found.get(id);
      if (!there) wrong.push(`lost ${id} (rev ${row.rev})`);
      else if (JSON.stringify(there) !== JSON.stringify(row))
        wrong.push(`${id} is rev ${there.rev}, not ${row.rev}`);
    }
    for (const id of found.keys()) if (!this.rows.has(id)) wrong.push(`${id} was deleted or never written`);
    return wrong;
  }
}
