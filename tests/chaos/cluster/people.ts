/** The cast as rows: how people get in is not what these runs are about. */
import { randomBytes } from 'node:crypto';
import {
  channelScopeNames,
  type MemberId,
  newId,
  type WorkspaceRole,
  workspaceScopeNames,
} from '@atrium/shared';
import mongoose from 'mongoose';
import { hashToken, newToken } from '../../../server/src/core/auth/tokens.ts';
import { tokenModel } from '../../../server/src/core/auth/token-model.ts';
import { memberModel, toNameKey } from '../../../server/src/core/directory/model.ts';

export interface Person {
  id: MemberId;
  name: string;
  role: WorkspaceRole;
  token: string;
}

export const newDatabaseName = () => `chaos_${randomBytes(6).toString('hex')}`;

export async function seedPeople(url: string, people: readonly [string, WorkspaceRole][]): Promise<Person[]> {
  const connection = await mongoose
    .createConnection(url, { autoCreate: false, autoIndex: false })
    .asPromise();
  try {
    const createdAt = Date.now() - 30 * 24 * 3_600_000;
    const seeded = people.map(([name, role]): Person => {
      return { id: newId<MemberId>(), name, role, token: newToken() };
    });
    await memberModel(connection).insertMany(
      seeded.map(({ id, name, role }) => ({
        _id: id,
        ...{ kind: 'person', role, name, createdAt },
        ...{ nameKey: toNameKey(name), handle: name.toLowerCase() },
      })),
    );
    await tokenModel(connection).insertMany(
      seeded.map(({ id, name, token }) => ({
        _id: hashToken(token),
        ...{ id: newId(), memberId: id, name, channelIds: null, createdBy: id, createdAt },
        scopes: [...workspaceScopeNames, ...channelScopeNames],
        lastUsedAt: Date.now() + 24 * 3_600_000,
      })),
    );
    return seeded;
  } finally {
    await connection.close();
  }
}
