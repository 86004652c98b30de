/**
 * Who is here: asks the server, opens the member's workspace (from this device first, when they were here before), and
 * closes it when the session ends.
 */
import {
  AtriumError,
  type ChannelId,
  type CommandResult,
  type MemberId,
  type Position,
} from '@atrium/shared';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionStatus, Foreseen } from '../net/connection.ts';
import { retryAfterMs, toAtriumError } from '../net/errors.ts';
import { type PacketName, packetNames, type Packets } from '../net/link.ts';
import { backoffMs, sleep } from '../net/timers.ts';
import { Emitter, reportError } from './emitter.ts';
import type { Environment } from './environment.ts';
import { screenOf } from './pages.ts';
import { positionsOf } from './thread-items.ts';
import type { ConnectionView, SessionView } from './views.ts';
import { Workspace } from './workspace.ts';

const heldPacketsMax = 5_000;
/** After a reconnect all clients would ask for everything at once. */
const reloadWithinMs = 2_000;
/** Once all that a first view needs is here. */
const firstCheckMs = 10_000;

export class Session {
  readonly env: Environment;
  readonly view: StoreApi<SessionView> = createStore((): SessionView => ({ state: 'loading' }));
  readonly connection: StoreApi<ConnectionView>;
  readonly workspace: StoreApi<{ current: Workspace | null }> = createStore(() => ({
    current: null as Workspace | null,
  }));
  /** The version of the server that this page was loaded from; another one means that there is a newer client. */
  #version: string | null = null;
  #isNewest = true;
  #status: CommandResult<'account.status'> | null = null;
  /** Packets that came before there was a workspace to take them. */
  #held: { name: PacketName; packet: unknown }[] = [];
  #ended: 'signed_out' | 'revoked' | null = null;
  #live = 0;
  #last: Workspace | null = null;
  #closed = false;
  readonly #offs: (() => void)[] = [];
  readonly outdated = new Emitter();

  constructor(env: Environment) {
    this.env = env;
    this.connection = createStore(() => this.#connectionView());
    for (const name of packetNames)
      this.#offs.push(env.connection.on(name, (packet) => this.#receive(name, packet)));
    this.#offs.push(
      env.connection.onStatus((status) => this.#connectionChanged(status)),
      env.connection.onOpening(() => this.#foresee()),
      env.page.onOnline(() => env.connection.wake()),
      // Somebody is in front of it: they need not wait for the end of a pause.
      env.page.onVisibility(() => env.page.visible() && env.connection.wake()),
    );
  }

  async start(): Promise<void> {
    const last = this.env.lastMember.get();
    if (last !== null) await this.#openCached(last).catch(reportError);
    await this.refresh();
  }

  async #openCached(memberId: MemberId): Promise<void> {
    const storage = await this.env.openStorage(memberId);
    const workspace = new Workspace(this.env, memberId, storage);
    if (!(await workspace.restore()) || this.#closed) return workspace.close();
    this.#enter(workspace);
  }

  /** Asks who this is. */
  async refresh(): Promise<void> {
    for (let attempt = 0; !this.#closed; attempt += 1) {
      try {
        return await this.#takeStatus(await this.env.http.post('account.status', {}));
      } catch (error) {
        const known = toAtriumError(error);
        // With something to show, the connection goes on trying by itself.
        if (this.workspace.getState().current) return this.env.connection.connect();
        this.view.setState({ state: 'unreachable', error: known }, true);
        await sleep(
          this.env.timers,
          known.retryAfterMs ?? 500 + backoffMs(attempt, this.env.timers.random()),
        );
        if (this.view.getState().state !== 'unreachable') return;
      }
    }
  }

  async #takeStatus(status: CommandResult<'account.status'>): Promise<void> {
    this.#status = status;
    this.#version ??= status.version;
    this.connection.setState(this.#connectionView());
    if (status.signedIn) return this.env.connection.connect();
    if (!status.setUp) return this.view.setState({ state: 'set_up' }, true);
    await this.#leave(this.#ended ?? (this.workspace.getState().current ? 'revoked' : null));
  }

  /** Signed in a moment ago, by whatever way. */
  async enterAs(memberId: MemberId): Promise<void> {
    const current = this.workspace.getState().current;
    if (current && current.self !== memberId) this.#closeWorkspace();
    this.#ended = null;
    this.env.lastMember.set(memberId);
    this.env.connection.close();
    if (!this.workspace.getState().current) this.view.setState({ state: 'loading' }, true);
    await this.refresh();
  }

  /** Ends on purpose: nothing of this person stays on the device. */
  async signOut(): Promise<void> {
    const { current } = this.workspace.getState();
    const memberId = current?.self;
    await current?.drafts.flush();
    await this.env.http.post('account.sign_out', {});
    this.#ended = 'signed_out';
    this.#closeWorkspace();
    this.env.connection.close();
    this.env.lastMember.set(null);
    if (memberId !== undefined) await this.env.deleteStorage(memberId);
    await this.refresh();
  }

  async #leave(ended: 'signed_out' | 'revoked' | null): Promise<void> {
    const current = this.workspace.getState().current;
    // What was written and not sent waits on this device for the same person to sign in again.
    await current?.wipe();
    this.#closeWorkspace();
    this.env.connection.close();
    this.#status ??= await this.env.http.post('account.status', {});
    const { workspaceName, signUpByDomain, mail } = this.#status;
    this.view.setState({ state: 'signed_out', workspaceName, signUpByDomain, mail, ended }, true);
  }

  #closeWorkspace(): void {
    this.#held = [];
    const { current } = this.workspace.getState();
    this.workspace.setState({ current: null });
    current?.close();
  }

  #receive<Name extends PacketName>(name: Name, packet: Packets[Name]): void {
    const { current } = this.workspace.getState();
    if (current) return current.receive(name, packet);
    if (this.#held.length < heldPacketsMax) this.#held.push({ name, packet });
  }

  #connectionChanged(status: ConnectionStatus): void {
    this.connection.setState(this.#connectionView());
    if (status.state === 'live') this.#connected().catch(reportError);
    if (status.state === 'signed_out' && this.view.getState().state !== 'signed_out') {
      this.#status = null;
      this.#leave('revoked').catch(reportError);
    }
    if (status.state === 'outdated') this.outdated.emit();
  }

  #connectionView(): ConnectionView {
    const { state, retryAt, offlineSince } = this.env.connection.status;
    const { current } = this.workspace?.getState() ?? { current: null };
    const otherVersion = this.#status !== null && this.#version !== this.#status.version;
    const updateAvailable = state === 'outdated' || otherVersion || !this.#isNewest;
    return { state, retryAt, offlineSince, catchingUp: current?.sync.busy ?? false, updateAvailable };
  }

  /** What {@link #connected} will ask at once. */
  #foresee(): Foreseen[] {
    const { current } = this.workspace.getState();
    const positions = current?.sync.foresee() ?? null;
    const shown = current ? null : this.env.page.channel();
    return [
      ...(positions === null ? [] : [{ name: 'channel.sync' as const, input: positions }]),
      ...(current?.loaded === true ? [] : [{ name: 'workspace.load' as const, input: {} }]),
      // On a first visit. The page is made fit for what was pushed meanwhile, or asked for anew.
      ...(shown === null
        ? []
        : [{ name: 'channel.open' as const, input: screenOf(shown, 'unread'), mayBeOlder: true }]),
    ];
  }

  async #connected(): Promise<void> {
    const live = (this.#live += 1);
    const { current } = this.workspace.getState();
    if (current) {
      current.connected();
      if (current.loaded) await sleep(this.env.timers, this.env.timers.random() * reloadWithinMs);
    }
    // A page that came from this device may be of another build than the server's, too.
    if (live > 1) void this.#checkVersion();
    else this.env.timers.after(firstCheckMs, () => void this.#checkVersion());
    for (let attempt = 0; live === this.#live && this.env.connection.status.state === 'live'; attempt += 1) {
      try {
        const { current: shown } = this.workspace.getState();
        const asked = shown ? positionsOf(shown) : null;
        const load = await this.env.connection.command('workspace.load', {}, { onlyNow: true });
        return await this.#takeLoad(load, asked);
      } catch (error) {
        const known = toAtriumError(error);
        if (known.code === 'unauthenticated' || known.code === 'session_revoked')
          return this.#leave('revoked');
        await sleep(this.env.timers, retryAfterMs(known, attempt, this.env.timers.random()));
      }
    }
  }

  /** A server that was away may have come back as another version, which serves another page. */
  async #checkVersion(): Promise<void> {
    const { http, page } = this.env;
    const [status, isNewest] = await Promise.all([
      http.post('account.status', {}).catch(() => null),
      page.newest(),
    ]);
    if (!status || this.#closed) return;
    this.#status = status;
    this.#isNewest = isNewest;
    this.connection.setState(this.#connectionView());
  }

  async #takeLoad(
    load: CommandResult<'workspace.load'>,
    asked: Map<ChannelId, Position> | null,
  ): Promise<void> {
    let { current } = this.workspace.getState();
    if (current && current.self !== load.me.id) {
      await current.wipe();
      this.#closeWorkspace();
      current = null;
    }
    if (!current) {
      const storage = await this.env.openStorage(load.me.id);
      if (this.#closed) return storage.close();
      current = new Workspace(this.env, load.me.id, storage);
      await current.restore();
      await current.takeLoad(load);
      if (this.#closed) return current.close();
      this.#enter(current);
      current.connected();
    } else await current.takeLoad(load, asked);
    this.env.lastMember.set(load.me.id);
    this.#show(current);
  }

  #enter(workspace: Workspace): void {
    this.#last = workspace;
    this.workspace.setState({ current: workspace });
    this.#offs.push(
      workspace.sync.changed.on(() => this.connection.setState(this.#connectionView())),
      workspace.me.subscribe(() => {
        if (this.workspace.getState().current === workspace) this.#show(workspace);
      }),
    );
    const held = this.#held;
    this.#held = [];
    for (const { name, packet } of held) workspace.receive(name, packet as never);
    this.#show(workspace);
  }

  #show(workspace: Workspace): void {
    const { me, name } = workspace.me.getState();
    if (me)
      this.view.setState({ state: 'signed_in', me, workspaceName: name, fromCache: !workspace.loaded }, true);
  }

  close(): void {
    this.#closed = true;
    for (const off of this.#offs) off();
    this.#closeWorkspace();
    this.env.connection.close();
  }

  /** The workspace, or the one that was there last: for a screen that is about to be taken away. */
  lastWorkspace(): Workspace {
    const workspace = this.workspace.getState().current ?? this.#last;
    if (!workspace) throw new AtriumError('unauthenticated');
    return workspace;
  }

  /** @throws {AtriumError} `unauthenticated` */
  current(): Workspace {
    const { current } = this.workspace.getState();
    if (!current) throw new AtriumError('unauthenticated');
    return current;
  }
}
