import type { Me } from '@atrium/shared';
import type { SessionActions } from '../actions-types.ts';
import type { Session } from '../session.ts';

export function sessionActions(session: Session): SessionActions {
  const { http } = session.env;
  const enter = ({ me }: { me: Me }) => session.enterAs(me.id);
  return {
    setUp: async (input) => enter(await http.post('account.set_up', input)),
    signIn: async (input) => enter(await http.post('account.sign_in', input)),
    async signUp(input) {
      const { me, confirm } = await http.post('account.sign_up', input);
      if (me) await enter({ me });
      return { confirm };
    },
    unsent: () => session.current().outbox.unsent().length,
    signOut: () => session.signOut(),
    signOutEverywhere: () => http.post('account.sign_out_everywhere', {}),
    previewInvitation: (token) => http.post('invitation.preview', { token }),
    async requestReset(email) {
      await http.post('account.request_reset', { email });
    },
    async resetPassword(input) {
      await http.post('account.reset_password', input);
    },
    async confirmEmail(token) {
      await http.post('account.confirm_email', { token });
    },
    async changePassword(input) {
      await http.post('account.change_password', input);
    },
    changeEmail: (input) => http.post('account.change_email', input),
    listSessions: async () => (await http.post('session.list', {})).sessions,
    async revokeSession(id) {
      await http.post('session.revoke', { id });
    },
    retry: () => session.refresh(),
  };
}
