/** Fills an empty workspace with a small team and four weeks of its talk, so that there is something to look at. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CompanyId, type MemberId, newId } from '@atrium/shared';
import { createMember, type MemberGround } from '../accounts/create-member.ts';
import { hashPassword } from '../core/auth/passwords.ts';
import { memberModel } from '../core/directory/model.ts';
import { readEpoch } from '../core/journal/epoch.ts';
import { databaseOf } from '../db/connect.ts';
import { ArchiveError } from '../import/archive.ts';
import { runImport } from '../import/run.ts';
import type { Report } from '../import/report.ts';
import { companyModel } from '../people/companies.ts';
import { workspaceModel } from '../workspace/model.ts';
import { demoArchive } from './archive.ts';
import { cast } from './cast.ts';
import { readTranscript, timesBefore } from './transcript.ts';

export interface DemoOptions extends MemberGround {
  /** Where the transcripts lie. */
  transcripts: string;
  /** Where the report goes. */
  folder: string;
  /** Of everybody in the cast. */
  password: string;
}

/** The demo that was begun here: one that was cut off is made to its end, with the same times. */
interface DemoRow {
  _id: 'demo';
  begunAt: number;
  doneAt: number | null;
}

/** @throws {ArchiveError} when somebody else is in the workspace already */
export async function fillDemo(options: DemoOptions): Promise<Report> {
  const { db, clock, folder } = options;
  const database = databaseOf(db.connection);
  const demos = database.collection<DemoRow>('demo');
  const begun = await demos.findOne({ _id: 'demo' });
  if (begun ? begun.doneAt !== null : !(await isEmpty(options)))
    throw new ArchiveError(
      'This workspace is not empty: the demo is for a new one (set DATA_DIR to a new folder).',
    );
  const now = new Date(begun?.begunAt ?? clock());
  if (!begun) await demos.insertOne({ _id: 'demo', begunAt: now.getTime(), doneAt: null });
  const transcripts = await readAll(options.transcripts, now);
  await readEpoch(database, clock());
  const olive = await addCast(options);
  await workspaceModel(db.connection).updateOne({ _id: 'workspace' }, { $set: { ownerIds: [olive] } });
  const archive = demoArchive(transcripts);
  const report = await runImport({ connection: db.connection, archive, label: 'the demo', folder, clock });
  const general = report.channels.find(({ name }) => name === 'general');
  await workspaceModel(db.connection).updateOne(
    { _id: 'workspace' },
    {
      $set: {
        name: 'Tidemark',
        setUpAt: clock(),
        claimedAt: null,
        generalChannelId: general?.channelId ?? null,
      },
    },
  );
  await demos.updateOne({ _id: 'demo' }, { $set: { doneAt: clock() } });
  return report;
}

async function isEmpty({ db }: DemoOptions): Promise<boolean> {
  const [member, entry] = await Promise.all([
    memberModel(db.connection).findOne({}),
    databaseOf(db.connection).collection('entries').findOne({}),
  ]);
  return member === null && entry === null;
}

async function readAll(folder: string, now: Date) {
  const timeOf = timesBefore(now);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.txt')).toSorted();
  const sources = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const order = ['general', 'launch', 'design'];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return sources
    .map((source) => readTranscript(source, timeOf))
    .toSorted((a, b) => rank(a.name) - rank(b.name));
}

/** @returns the owner's id */
async function addCast(options: DemoOptions): Promise<MemberId> {
  const { auth, db, clock, password } = options;
  const ids = new Map<string, MemberId>();
  const companies = new Map<string, CompanyId>();
  for (const { key, name, role, email, title, company } of cast) {
    if (company !== null && !companies.has(company)) {
      const model = companyModel(db.connection);
      const known = await model.findOne({ name: company }).lean();
      const _id = known?._id ?? newId<CompanyId>();
      if (!known) await model.create({ _id, name: company, createdAt: clock() });
      companies.set(company, _id);
    }
    const companyId = companies.get(company ?? '');
    const passwordHash = await hashPassword(password);
    const known = await memberModel(db.connection).findOne({ email }).lean();
    const id = known?._id ?? newId<MemberId>();
    if (known) await auth.sessions.setPassword(id, passwordHash);
    else
      await createMember(options, {
        ...{ id, kind: 'person', role, name, handle: key, email, passwordHash },
        ...(companyId && { companyId }),
      });
    await memberModel(db.connection).updateOne({ _id: id }, { $set: { title } });
    ids.set(key, id);
  }
  const olive = ids.get('olive');
  if (!olive) throw new Error('the cast has no owner');
  return olive;
}
