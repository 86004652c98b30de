import type { Me, Member } from '@atrium/shared';
import type { PeopleActions } from '../actions-types.ts';
import type { Session } from '../session.ts';

export function peopleActions(session: Session): PeopleActions {
  const { connection } = session.env;
  const seen = <Answer extends { member: Member }>({ member }: Answer) => {
    session.current().members.put([member]);
    return member;
  };
  const mine = ({ me }: { me: Me }) => {
    session.current().receive('me', { me });
    return me;
  };
  return {
    async list(input) {
      const page = await connection.command('people.list', input);
      session.current().members.put(page.members);
      return page;
    },
    setRole: async (memberId, role) => seen(await connection.command('people.set_role', { memberId, role })),
    deactivate: async (memberId) => seen(await connection.command('people.deactivate', { memberId })),
    reactivate: async (memberId) => seen(await connection.command('people.reactivate', { memberId })),
    updateProfile: async (change) => mine(await connection.command('profile.update', change)),
    setStatus: async (status) => mine(await connection.command('profile.set_status', { status })),
    setDnd: async (until) => mine(await connection.command('profile.set_dnd', { until })),
    async createCompany(name) {
      const { company } = await connection.command('company.create', { name });
      session.current().members.put([], [company]);
      return company;
    },
    async companies() {
      const { companies } = await connection.command('company.list', {});
      session.current().members.put([], companies);
      return companies;
    },
    invite: (input) => connection.command('invitation.create', input),
    invitations: async () => (await connection.command('invitation.list', {})).invitations,
    async revokeInvitation(id) {
      await connection.command('invitation.revoke', { id });
    },
    createBot: async (name, handle) => seen(await connection.command('bot.create', { name, handle })),
    createToken: (input) => connection.command('token.create', input),
    tokens: async (memberId) => (await connection.command('token.list', { memberId })).tokens,
    async revokeToken(id) {
      await connection.command('token.revoke', { id });
    },
  };
}
