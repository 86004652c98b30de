import { allowed, canInWorkspace, type Company, type CompanyId, denied, newId } from '@atrium/shared';
import { type Connection, type Model, Schema, trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { visibleTo } from './visible.ts';

interface CompanyRow {
  _id: CompanyId;
  name: string;
  createdAt: number;
}

const schema = new Schema<CompanyRow>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    createdAt: { type: Number, required: true },
  },
  { collection: 'companies', versionKey: false },
);

export function companyModel(connection: Connection): Model<CompanyRow> {
  return (
    (connection.models['Company'] as Model<CompanyRow> | undefined) ??
    connection.model<CompanyRow>('Company', schema)
  );
}

function toCompany({ _id, name, createdAt }: CompanyRow): Company {
  return { id: _id, name, createdAt };
}

export async function readCompanies(
  { db }: Pick<Core, 'db'>,
  ids?: readonly CompanyId[],
): Promise<Company[]> {
  if (ids?.length === 0) return [];
  const filter = ids === undefined ? {} : { _id: trusted({ $in: [...ids] }) };
  const rows = await companyModel(db.connection).find(filter).sort({ name: 1 }).lean<CompanyRow[]>();
  return rows.map(toCompany);
}

export const create = plain('company.create', {
  allow: ({ actor }) => canInWorkspace(actor, 'workspace.manage'),
  run: async ({ core, now }, { name }) => {
    const made = await companyModel(core.db.connection).create({ _id: newId(), name, createdAt: now });
    return { company: toCompany(made.toObject()) };
  },
});

export const list = plain('company.list', {
  allow: ({ actor }) => (actor.deactivated ? denied('deactivated') : allowed),
  run: async ({ core, actor }, { ids }) => {
    const visible = await visibleTo(core, actor);
    if (visible === 'everybody') return { companies: await readCompanies(core, ids) };
    const members = await core.directory.getMany([...visible]);
    const known = new Set([...members.values()].flatMap(({ companyId }) => companyId ?? []));
    return { companies: await readCompanies(core, ids ? ids.filter((id) => known.has(id)) : [...known]) };
  },
});
