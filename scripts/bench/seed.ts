/** A workspace to measure with: members and their tokens as rows, channels and who is in them by commands. */
import { type ChannelId, channelScopeNames, type MemberId, newId, workspaceScopeNames } from '@atrium/shared';
import { createApp } from '../../server/src/app.ts';
import { readConfig } from '../../server/src/config.ts';
import { hashToken, newToken } from '../../server/src/core/auth/tokens.ts';
import type { Caller } from '../../server/src/core/caller.ts';
import { memberModel } from '../../server/src/core/directory/model.ts';
import { createLog } from '../../server/src/log.ts';
import { temporaryFolder } from './temporary.ts';

export interface Seeded {
  dataDir: string;
  /** Of each member, by index. */
  tokens: string[];
  memberIds: MemberId[];
  channelIds: ChannelId[];
}

export interface SeedOptions {
  members: number;
  /** Who is in each channel, by index; the first one creates it. */
  channels: number[][];
  /** Messages to begin with in each channel. */
  messages?: number;
  settings?: Record<string, string>;
}

const insertedAtOnce = 1_000;
const joinsAtOnce = 100;

export async function seed({ members, channels, messages = 0, settings = {} }: SeedOptions): Promise<Seeded> {
  const dataDir = await temporaryFolder('seed');
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'error',
    ...settings,
  });
  const app = await createApp(config, createLog(config, process.stderr));
  try {
    const memberIds = Array.from({ length: members }, () => newId<MemberId>());
    const tokens = memberIds.map(() => newToken());
    await insertMembers(app.core, memberIds, tokens);
    const run = async (index: number, name: string, input: object): Promise<unknown> => {
      const caller = callerOf(memberIds[index] as MemberId);
      const reply = await app.dispatch(name, input, { transport: 'server', caller, requestId: newId() });
      if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${reply.error.message}`);
      return reply.result;
    };
    const channelIds: ChannelId[] = [];
    for (const [number, people] of channels.entries()) {
      const [founder = 0, ...others] = people;
      const name = `bench-${number}`;
      const created = (await run(founder, 'channel.create', { clientId: newId(), kind: 'public', name })) as {
        channel: { id: ChannelId };
      };
      const channelId = created.channel.id;
      channelIds.push(channelId);
      for (let from = 0; from < others.length; from += joinsAtOnce) {
        const some = others.slice(from, from + joinsAtOnce);
        await Promise.all(some.map((index) => run(index, 'channel.join', { channelId, clientId: newId() })));
      }
      for (let from = 0; from < messages; from += 500) {
        const some = Array.from({ length: Math.min(500, messages - from) }, (_, index) => from + index);
        await Promise.all(
          some.map((index) =>
            run(people[index % people.length] ?? 0, 'message.post', {
              channelId,
              clientId: newId(),
              body: `message ${index} of those that were there before`,
            }),
          ),
        );
      }
    }
    return { dataDir, tokens, memberIds, channelIds };
  } finally {
    await app.close();
  }
}

type Core = Awaited<ReturnType<typeof createApp>>['core'];

async function insertMembers(core: Core, memberIds: MemberId[], tokens: string[]): Promise<void> {
  // Not newcomers, and long enough here that nothing of theirs has to be noted.
  const createdAt = Date.now() - 30 * 24 * 3_600_000;
  const rows = memberIds.map((_id, index) => ({
    _id,
    kind: 'person' as const,
    role: 'member' as const,
    name: `Member ${index}`,
    nameKey: `member ${index}`,
    handle: `member-${index}`,
    createdAt,
  }));
  const tokenRows = memberIds.map((memberId, index) => ({
    _id: hashToken(tokens[index] ?? ''),
    id: newId(),
    memberId,
    name: 'bench',
    scopes: [...workspaceScopeNames, ...channelScopeNames],
    channelIds: null,
    createdBy: memberId,
    createdAt,
    lastUsedAt: Date.now() + 3_600_000,
  }));
  const model = memberModel(core.db.connection);
  for (let from = 0; from < rows.length; from += insertedAtOnce) {
    await model.insertMany(rows.slice(from, from + insertedAtOnce));
    await core.auth.tokens.insertMany(tokenRows.slice(from, from + insertedAtOnce));
  }
}

function callerOf(memberId: MemberId): Caller {
  return {
    memberId,
    role: 'member',
    companyId: null,
    deactivated: false,
    proof: { kind: 'schedule' },
    address: '',
  };
}
