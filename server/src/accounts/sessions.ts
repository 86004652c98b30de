import { AtriumError, type Session } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { deviceWords } from './device-words.ts';
import { endSession } from './end-sessions.ts';
import { canUseAccount } from './rules.ts';

export const list = plain('session.list', {
  allow: canUseAccount,
  run: async ({ core, caller }) => {
    const { proof } = caller;
    const rows = await core.auth.sessions.list(caller.memberId);
    const sessions = rows.map((row): Session => ({
      id: row.id,
      device: deviceWords(row.userAgent),
      address: row.address,
      createdAt: row.createdAt,
      lastUsedAt: row.lastUsedAt,
      current: proof.kind === 'session' && proof.sessionId === row.id,
    }));
    return { sessions: sessions.toSorted((one, other) => other.lastUsedAt - one.lastUsedAt) };
  },
});

export const revoke = plain('session.revoke', {
  allow: canUseAccount,
  run: async ({ core, caller }, { id }) => {
    if (!(await endSession(core, caller.memberId, id))) throw new AtriumError('not_found');
    return {};
  },
});
