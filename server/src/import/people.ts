/** Makes members of an archive's people, or finds the members that they already are. */
import { type CompanyId, joiningRole, limits, type MemberId, type WorkspaceRole } from '@atrium/shared';
import type { Db } from 'mongodb';
import { hash } from 'node:crypto';
import { type MemberRow, toNameKey } from '../core/directory/model.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import type { ArchivePerson, Note } from './archive.ts';
import { importedCompanyId, importedMemberId } from './ids.ts';

interface KeyRow {
  /** `<source> <key>` */
  _id: string;
  memberId: MemberId;
}

export interface Known {
  id: MemberId;
  role: WorkspaceRole;
  active: boolean;
  companyId: CompanyId | null;
}

export interface PeopleCounts {
  people: number;
  guests: number;
  bots: number;
  placeholders: number;
  deactivated: number;
  matched: number;
}

export class People {
  readonly #db: Db;
  readonly #source: string;
  readonly #now: number;
  readonly #note: Note;
  readonly #known = new Map<string, Known>();
  readonly #active = new Map<MemberId, WorkspaceRole>();
  readonly #emails = new Set<string>();
  readonly counts: PeopleCounts = {
    people: 0,
    guests: 0,
    bots: 0,
    placeholders: 0,
    deactivated: 0,
    matched: 0,
  };

  constructor(db: Db, source: string, now: number, note: Note) {
    this.#db = db;
    this.#source = source;
    this.#now = now;
    this.#note = note;
  }

  get(key: string): Known | undefined {
    return this.#known.get(key);
  }

  memberOf(key: string): MemberId | null {
    return this.#known.get(key)?.id ?? null;
  }

  /** Of an active member; undefined for others. */
  roleOf(id: MemberId): WorkspaceRole | undefined {
    return this.#active.get(id);
  }

  /** At most a few hundred at once. */
  async add(batch: readonly ArchivePerson[]): Promise<void> {
    const people = this.#withoutTwins(batch);
    const ids = people.map(({ key }) => importedMemberId(this.#source, key));
    const members = this.#db.collection<MemberRow>('members');
    const emails = people.flatMap(({ email }) => email ?? []);
    const [there, byEmail, keys] = await Promise.all([
      members.find({ _id: { $in: ids } }).toArray(),
      emails.length === 0 ? [] : members.find({ email: { $in: emails } }).toArray(),
      this.#keys()
        .find({ _id: { $in: people.map(({ key }) => this.#keyOf(key)) } })
        .toArray(),
    ]);
    const matched = await members.find({ _id: { $in: keys.map(({ memberId }) => memberId) } }).toArray();
    const rowById = new Map([...there, ...matched].map((row) => [row._id, row]));
    const idByKey = new Map(keys.map(({ _id, memberId }) => [_id, memberId]));
    const rowByEmail = new Map(byEmail.map((row) => [row.email, row]));
    const fresh: { person: ArchivePerson; id: MemberId }[] = [];
    const found: { person: ArchivePerson; row: MemberRow }[] = [];
    for (const [index, person] of people.entries()) {
      const own = ids[index] as MemberId;
      const row =
        rowById.get(idByKey.get(this.#keyOf(person.key)) ?? own) ??
        (person.email === null ? undefined : rowByEmail.get(person.email));
      if (row) found.push({ person, row });
      else fresh.push({ person, id: own });
    }
    await this.#companies(fresh.flatMap(({ person }) => person.company ?? []));
    const handles = await this.#handles(fresh.map(({ person }) => person));
    const rows = fresh.map(({ person, id }, index) => this.#toRow(person, id, handles[index] as string));
    if (rows.length > 0) await members.insertMany(rows);
    const newKeys = people.map(({ key }) => this.#keyOf(key)).filter((_id) => !idByKey.has(_id));
    const memberIdOf = new Map<string, MemberId>();
    for (const { person, row } of found) {
      if (row._id !== importedMemberId(this.#source, person.key)) this.counts.matched += 1;
      this.#learn(person, row);
      memberIdOf.set(this.#keyOf(person.key), row._id);
    }
    for (const [index, { person, id }] of fresh.entries()) {
      this.#learn(person, rows[index] as MemberRow);
      memberIdOf.set(this.#keyOf(person.key), id);
    }
    if (newKeys.length > 0)
      await this.#keys().insertMany(
        newKeys.map((_id) => ({ _id, memberId: memberIdOf.get(_id) as MemberId })),
      );
  }

  #learn(person: ArchivePerson, { _id: id, role, deactivatedAt, companyId }: MemberRow): void {
    const active = deactivatedAt === null;
    this.#known.set(person.key, { id, role, active, companyId });
    if (active) this.#active.set(id, role);
    const { counts } = this;
    if (person.kind === 'bot') counts.bots += 1;
    else if (person.kind === 'placeholder') counts.placeholders += 1;
    else counts.people += 1;
    if (joiningRole(person.role) === 'guest') counts.guests += 1;
    if (person.deactivated) counts.deactivated += 1;
  }

  /** The same key, or the same address, a second time. */
  #withoutTwins(batch: readonly ArchivePerson[]): ArchivePerson[] {
    const people = new Map<string, ArchivePerson>();
    for (const person of batch) {
      if (this.#known.has(person.key) || people.has(person.key)) {
        this.#note('duplicate_person', person.key, person.name);
      } else if (person.email !== null && this.#emails.has(person.email)) {
        this.#note('duplicate_email', person.key, 'came in as a placeholder');
        people.set(person.key, { ...person, email: null, kind: 'placeholder' });
      } else {
        if (person.email !== null) this.#emails.add(person.email);
        people.set(person.key, person);
      }
    }
    return [...people.values()];
  }

  async #companies(names: readonly string[]): Promise<void> {
    for (const name of new Set(names)) {
      const companies = this.#db.collection<{ _id: string; name: string; createdAt: number }>('companies');
      const fresh = { name, createdAt: this.#now };
      const key = { _id: importedCompanyId(name) };
      await retryUpsert(() => companies.updateOne(key, { $setOnInsert: fresh }, { upsert: true }));
    }
  }

  /** The one they had, else one made of it and of their key. */
  async #handles(people: readonly ArchivePerson[]): Promise<string[]> {
    const wanted = people.map(({ handle, name, key }) => toHandle(handle) || toHandle(name) || markOf(key));
    if (wanted.length === 0) return [];
    const rows = this.#db.collection<MemberRow>('members').find({ handle: { $in: wanted } });
    const taken = new Set(
      (await rows.project<{ handle: string }>({ handle: 1 }).toArray()).map((row) => row.handle),
    );
    return wanted.map((handle, index) => {
      const mark = markOf(people[index]?.key ?? '');
      const free = taken.has(handle)
        ? `${handle.slice(0, limits.memberHandleLength - mark.length - 1)}-${mark}`
        : handle;
      taken.add(free);
      return free;
    });
  }

  #toRow(person: ArchivePerson, _id: MemberId, handle: string): MemberRow {
    const { kind, role, name, email, title, timezone, company, deactivated, at } = person;
    const createdAt = at ?? this.#now;
    return {
      ...{ _id, kind, role, name, nameKey: toNameKey(name), handle, title, about: '', timezone },
      ...{
        avatarFileId: null,
        companyId: company === null ? null : importedCompanyId(company),
        status: null,
      },
      ...{
        deactivatedAt: deactivated ? createdAt : null,
        createdAt,
        email,
        dndUntil: null,
        invitationId: null,
      },
    };
  }

  #keyOf(key: string): string {
    return `${this.#source} ${key}`;
  }

  #keys() {
    return this.#db.collection<KeyRow>('import_keys');
  }
}

function toHandle(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '.')
    .slice(0, limits.memberHandleLength)
    .replace(/^[._-]+|[._-]+$/g, '');
}

function markOf(key: string): string {
  return hash('sha256', key, 'hex').slice(0, 6);
}
