/** People and companies that this client has come across. Those that a screen names are asked for, many at a time. */
import { type Company, type CompanyId, limits, type Member, type MemberId } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { sleep, type Timers } from '../net/timers.ts';
import { Emitter } from './emitter.ts';
import { MemberSearch } from './member-search.ts';

const batchMs = 15;
/** People who were left out of an answer are not asked for again before this. */
const missingForMs = 60_000;

export class MemberBook {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #members = new Map<MemberId, Member>();
  readonly #companies = new Map<CompanyId, Company>();
  readonly #missing = new Map<MemberId, number>();
  readonly #wanted = new Set<MemberId>();
  /** Companies that were asked for, and until when they are not again. */
  readonly #askedFor = new Map<CompanyId, number>();
  #asking = false;
  readonly #search = new MemberSearch(() => this.#members.values());
  readonly changed = new Emitter<ReadonlySet<MemberId>>();

  constructor(connection: Connection, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  get(id: MemberId): Member | null {
    const member = this.#members.get(id);
    // What an imported placeholder said is shown as said by the member that it was matched to.
    return this.#members.get(member?.mergedInto ?? id) ?? member ?? null;
  }

  /** Whom a screen names: whoever is not to be known, or not any more, is somebody; dots are for what is being asked. */
  nameOf(id: MemberId): string {
    return this.get(id)?.name ?? (this.#missing.has(id) ? 'Somebody' : '…');
  }

  all(): IterableIterator<Member> {
    return this.#members.values();
  }

  /** By name, the best first; the same array until somebody changes. */
  find(query: string, limit: number): readonly Member[] {
    return this.#search.find(query, limit);
  }

  company(id: CompanyId): Company | null {
    return this.#companies.get(id) ?? null;
  }

  /** Asks for those that are not known yet: lists of people name companies by their ids alone. */
  wantCompanies(all: readonly CompanyId[]): void {
    const now = this.#timers.now();
    const ids = all.filter((id) => !this.#companies.has(id) && (this.#askedFor.get(id) ?? 0) <= now);
    if (ids.length === 0) return;
    for (const id of ids) this.#askedFor.set(id, now + missingForMs);
    this.#connection.command('company.list', { ids }).then(
      ({ companies }) => this.put([], companies),
      // They are asked for again when a screen next names them.
      () => ids.forEach((id) => this.#askedFor.delete(id)),
    );
  }

  companies(): IterableIterator<Company> {
    return this.#companies.values();
  }

  put(members: readonly Member[], companies: readonly Company[] = []): void {
    const changed = new Set<MemberId>();
    for (const member of members) {
      this.#members.set(member.id, member);
      this.#missing.delete(member.id);
      changed.add(member.id);
      if (member.mergedInto) this.want(member.mergedInto);
    }
    if (changed.size > 0) this.#search.forget();
    for (const company of companies) this.#companies.set(company.id, company);
    if (changed.size > 0 || companies.length > 0) this.changed.emit(changed);
  }

  /** Asked for, and not in the answer: nobody is called that, or nobody whom one may see. */
  isMissing(id: MemberId): boolean {
    return this.#missing.has(id);
  }

  /** Asks for somebody who is not known yet. */
  want(id: MemberId): void {
    if (this.#members.has(id) || this.#wanted.has(id)) return;
    if ((this.#missing.get(id) ?? 0) > this.#timers.now()) return;
    this.#wanted.add(id);
    if (!this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#wanted.size > 0) {
      await sleep(this.#timers, batchMs);
      const ids = [...this.#wanted].slice(0, limits.idsPerLookup);
      // They are asked for again when a screen next names them.
      for (const id of ids) this.#wanted.delete(id);
      const answer = await this.#connection.command('people.get', { ids }).catch(() => null);
      if (!answer) continue;
      this.put(answer.members, answer.companies);
      const found = new Set(answer.members.map(({ id }) => id));
      const missing = new Set(ids.filter((id) => !found.has(id)));
      for (const id of missing) this.#missing.set(id, this.#timers.now() + missingForMs);
      if (missing.size > 0) this.changed.emit(missing);
    }
    this.#asking = false;
  }
}
