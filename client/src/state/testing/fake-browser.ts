/** One person's browser in a test: any number of tabs over one storage, each a whole client without a screen. */
import type { ChannelId, CommandName, MemberId } from '@atrium/shared';
import { createConnection } from '../../net/connection.ts';
import type { Http } from '../../net/http.ts';
import type { FakeNetwork } from '../../net/testing/fake-link.ts';
import type { FakeTimers } from '../../net/testing/fake-timers.ts';
import type { Random } from '../../../../tests/random.ts';
import { createActions } from '../actions.ts';
import type { Actions } from '../actions-types.ts';
import { Emitter } from '../emitter.ts';
import type { Environment } from '../environment.ts';
import { silentOutlet } from '../notifications.ts';
import { Session } from '../session.ts';
import { memoryStorage } from '../storage.ts';
import type { Workspace } from '../workspace.ts';
import { FakeTabs } from './fake-tabs.ts';

export interface FakeTab {
  session: Session;
  actions: Actions;
  workspace(): Workspace | null;
  visible: boolean;
  /** Its person turns to it. */
  show(): void;
  close(): void;
}

export class FakeBrowser {
  readonly memberId: MemberId;
  readonly tabs: FakeTab[] = [];
  readonly #network: FakeNetwork;
  readonly #timers: FakeTimers;
  readonly #tabs: FakeTabs;
  readonly storage = { ...memoryStorage(), close() {} };
  /** The channel that a tab shows first. */
  beginsWith: ChannelId | null = null;
  #last: MemberId | null = null;

  constructor(memberId: MemberId, network: FakeNetwork, timers: FakeTimers, random: Random) {
    this.memberId = memberId;
    this.#network = network;
    this.#timers = timers;
    this.#tabs = new FakeTabs(timers, random);
  }

  open(): FakeTab {
    const tab: Pick<FakeTab, 'visible'> = { visible: true };
    const turned = new Emitter();
    const session = new Session(this.#environment(tab, turned));
    const whole: FakeTab = Object.assign(tab, {
      session,
      show() {
        tab.visible = true;
        turned.emit();
      },
      actions: createActions(session),
      workspace: () => session.workspace.getState().current,
      close: () => {
        this.tabs.splice(this.tabs.indexOf(whole), 1);
        session.close();
      },
    });
    this.tabs.push(whole);
    void session.start();
    return whole;
  }

  #environment(tab: Pick<FakeTab, 'visible'>, turned: Emitter): Environment {
    const http = fakeHttp();
    return {
      connection: createConnection(this.#network.linksOf(this.memberId), http, this.#timers),
      http,
      timers: this.#timers,
      openStorage: async () => this.storage,
      deleteStorage: async () => this.storage.clear(['outbox', 'drafts', 'channels', 'members', 'values']),
      lastMember: { get: () => this.#last, set: (memberId) => (this.#last = memberId) },
      openBus: () => this.#tabs.bus(),
      leadership: () => this.#tabs.leadership(),
      page: {
        visible: () => tab.visible,
        onVisibility: (listener) => turned.on(listener),
        onOnline: () => () => {},
        newest: async () => true,
        channel: () => this.beginsWith,
        open: () => {},
      },
      outlet: silentOutlet,
    };
  }
}

/** Somebody who is signed in. */
function fakeHttp(): Http {
  const answers: Partial<Record<CommandName, unknown>> = {
    'account.status': {
      setUp: true,
      workspaceName: 'Acme',
      signedIn: true,
      signUpByDomain: false,
      mail: false,
      protocol: 1,
      version: '1',
    },
    'account.sign_out': {},
  };
  return { post: async (name) => answers[name] as never };
}
