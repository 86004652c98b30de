import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Actions } from '../actions-types.ts';
import { createActions } from '../actions.ts';
import { browserEnvironment } from '../browser-environment.ts';
import { reportError } from '../emitter.ts';
import type { Environment } from '../environment.ts';
import { Session } from '../session.ts';
import type { Workspace } from '../workspace.ts';
import { useStored } from './live.ts';

interface Client {
  session: Session;
  actions: Actions;
}

const ClientContext = createContext<Client | null>(null);

/** One client for one page: made outside of React, so that nothing that React does can make a second. */
export function createClient(env: Environment): Client {
  const session = new Session(env);
  return { session, actions: createActions(session) };
}

let ofThisPage: Client | null = null;
/** Where a click on a notification leads; set by the provider that is mounted. */
let openPath: (path: string) => void = (path) => window.location.assign(path);

function clientOfThisPage(): Client {
  if (!ofThisPage) {
    ofThisPage = createClient(browserEnvironment({ open: (path) => openPath(path) }));
    ofThisPage.session.start().catch(reportError);
  }
  return ofThisPage;
}

interface ProviderProps {
  children: ReactNode;
  /** Goes to a path within the page: a notification was clicked. */
  onOpen?: (path: string) => void;
  /** Another client than the page's own, for tests. */
  client?: Client;
}

export function ClientProvider({ children, onOpen, client: given }: ProviderProps): ReactNode {
  const client = given ?? clientOfThisPage();
  useEffect(() => {
    if (onOpen) openPath = onOpen;
  }, [onOpen]);
  useEffect(() => {
    const save = () => void client.session.workspace.getState().current?.save();
    window.addEventListener('pagehide', save);
    return () => window.removeEventListener('pagehide', save);
  }, [client]);
  return <ClientContext value={client}>{children}</ClientContext>;
}

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('ClientProvider is missing');
  return client;
}

export function useActions(): Actions {
  return useClient().actions;
}

/** The signed-in member's workspace; null outside of one. */
export function useWorkspaceOrNull(): Workspace | null {
  return useStored(useClient().session.workspace, ({ current }) => current);
}

/** For screens that are shown to signed-in members only. */
export function useWorkspace(): Workspace {
  const { session } = useClient();
  const current = useWorkspaceOrNull();
  // While a session ends, a screen may render once more before it is taken away: it keeps what it had.
  return useMemo(() => current ?? session.lastWorkspace(), [current, session]);
}

export type { Client };
