import {
  AtriumError,
  type BotToken,
  canInWorkspace,
  limits,
  type Member,
  type MemberId,
  newId,
} from '@atrium/shared';
import { hashToken, newToken } from '../core/auth/tokens.ts';
import type { TokenRow } from '../core/auth/token-model.ts';
import { type CommandContext, plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';

/** So that programs which look for leaked secrets know one of ours. */
const prefix = 'atb_';

async function loadBot(core: Core, memberId: MemberId): Promise<Member> {
  const member = await core.directory.get(memberId);
  if (member?.kind !== 'bot') throw new AtriumError('not_found');
  return member;
}

function toBotToken(row: TokenRow): BotToken {
  const { id, memberId, name, scopes, channelIds, createdAt, lastUsedAt } = row;
  return {
    id,
    memberId,
    name,
    scopes: [...scopes],
    channelIds: channelIds && [...channelIds],
    createdAt,
    lastUsedAt,
  };
}

const allow = ({ actor }: CommandContext) => canInWorkspace(actor, 'bot.manage');

export const create = plain('token.create', {
  allow,
  run: async ({ core, actor, now }, { memberId, name, scopes, channelIds }) => {
    const bot = await loadBot(core, memberId);
    if (bot.deactivatedAt !== null) throw new AtriumError('deactivated');
    const { tokens } = core.auth;
    if ((await tokens.countDocuments({ memberId })) >= limits.tokensPerBot)
      throw new AtriumError('limit_reached');
    const token = newToken(prefix);
    const made = await tokens.create({
      _id: hashToken(token),
      id: newId(),
      memberId,
      name,
      scopes: [...new Set(scopes)],
      channelIds: channelIds && [...new Set(channelIds)],
      createdBy: actor.memberId,
      createdAt: now,
    });
    return { token, info: toBotToken(made.toObject()) };
  },
});

export const list = plain('token.list', {
  allow,
  run: async ({ core }, { memberId }) => {
    await loadBot(core, memberId);
    const rows = await core.auth.tokens.find({ memberId }).sort({ createdAt: 1 }).lean<TokenRow[]>();
    return { tokens: rows.map(toBotToken) };
  },
});

export const revoke = plain('token.revoke', {
  allow,
  run: async ({ core }, { id }) => {
    const ended = await core.auth.tokens.findOneAndDelete({ id }).lean<TokenRow>();
    if (ended === null) throw new AtriumError('not_found');
    core.auth.forget(ended.memberId, id);
    core.feed.disconnect(ended.memberId, id);
    return {};
  },
});
