import type { Actions } from './actions-types.ts';
import { channelActions } from './actions/channels.ts';
import { messageActions } from './actions/messages.ts';
import { ownActions } from './actions/own.ts';
import { peopleActions } from './actions/people.ts';
import { readActions } from './actions/reads.ts';
import { sessionActions } from './actions/session.ts';
import { threadActions } from './actions/threads.ts';
import type { Session } from './session.ts';

export function createActions(session: Session): Actions {
  return {
    session: sessionActions(session),
    messages: messageActions(session),
    threads: threadActions(session),
    reads: readActions(session),
    channels: channelActions(session),
    people: peopleActions(session),
    own: ownActions(session),
    command: (name, input) => session.env.connection.command(name, input),
  };
}
