/** One person for each column of the table, each with the key that they come with. */
import { channelScopeNames, type ChannelId, type WorkspaceRole, workspaceScopeNames } from '@atrium/shared';
import type { Atrium, Person } from '../fixture.ts';
import { Agent, type Key } from './agents.ts';

export interface Actor {
  column: string;
  /** Null for somebody without a session. */
  person: Person | null;
  agent: Agent;
}

const allScopes = [...workspaceScopeNames, ...channelScopeNames];

export function roleOf(column: string): WorkspaceRole {
  const [group, name = ''] = column.split('.');
  if (group === 'token') return 'bot';
  return name === 'channel-moderator' || name === 'deactivated' ? 'member' : (name as WorkspaceRole);
}

/** The people of some columns. Those of `token` are the bot of `in`, with other keys. */
export async function hire(
  atrium: Atrium,
  columns: readonly string[],
  elsewhere: ChannelId,
): Promise<Map<string, Actor>> {
  const actors = new Map<string, Actor>();
  for (const column of columns) {
    const [group, name = ''] = column.split('.');
    const agent = (key: Key) => new Agent(atrium.url, key);
    if (name === 'anonymous') {
      actors.set(column, { column, person: null, agent: agent({}) });
      continue;
    }
    const known = group === 'token' ? actors.get('in.bot')?.person : undefined;
    const person = known ?? (await atrium.addPerson(column.replaceAll(/[^a-z]/g, ''), roleOf(column)));
    actors.set(column, { column, person, agent: agent(await keyOf(atrium, column, person, elsewhere)) });
  }
  return actors;
}

async function keyOf(atrium: Atrium, column: string, person: Person, elsewhere: ChannelId): Promise<Key> {
  if (roleOf(column) !== 'bot') return { cookie: await person.cookie() };
  const narrow: Record<string, Partial<{ scopes: typeof allScopes; channelIds: ChannelId[] }>> = {
    'token.none': { scopes: [] },
    'token.read': { scopes: ['channel.read'] },
    'token.elsewhere': { channelIds: [elsewhere] },
  };
  const { token } = await atrium.people.olive.call('token.create', {
    memberId: person.id,
    name: column,
    scopes: allScopes,
    ...narrow[column],
  });
  return { token };
}
