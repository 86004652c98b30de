import type { Page } from 'playwright-core';
import type { CommandName, ErrorCode, FirstCommand } from '@atrium/shared';

export interface Between {
  /** All commands are refused with it; null: none. */
  code: ErrorCode | null;
  /** Commands that are refused by themselves. */
  codes: Map<CommandName, ErrorCode>;
  /** Commands that the server carries out, and whose answers never come. */
  unanswered: Set<CommandName>;
  /** Keeps the next command of this name from the server until it is let go. */
  hold(name: CommandName): { asked: Promise<void>; release: () => void };
  /** How often each command was asked since it was last looked. */
  asked: Map<string, number>;
}

/** Stands between a page and its server, and answers commands in its place where it is told to. */
export async function standBetween(page: Page): Promise<Between> {
  const holds = new Map<CommandName, (pass: () => void) => void>();
  const between: Between = {
    ...{ code: null, codes: new Map(), unanswered: new Set(), asked: new Map() },
    hold(name) {
      let release = () => {};
      const asked = new Promise<void>((resolve) =>
        holds.set(name, (pass) => {
          holds.delete(name);
          release = pass;
          resolve();
        }),
      );
      return { asked, release: () => release() };
    },
  };
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    const lost = new Set<string>();
    const isAsked = (name: string) => between.asked.set(name, (between.asked.get(name) ?? 0) + 1);
    const answer = (id: number | string, code: ErrorCode) => {
      const error = { code, message: '', retryable: true, requestId: 'r' };
      // Not within the same turn: a page that asks without end would never come to anything else.
      setTimeout(() => socket.send(`43${id}${JSON.stringify([{ ok: false, error }])}`), 2);
    };
    socket.onMessage((frame) => {
      const { code } = between;
      const [, shown] = /^40(\{.*)$/s.exec(String(frame)) ?? [];
      if (shown !== undefined) {
        // What is asked along with the handshake.
        const { first, ...auth } = JSON.parse(shown) as { first: FirstCommand[] };
        for (const [, name] of first) isAsked(name);
        if (code === null) return server.send(frame);
        for (const [id] of first) answer(id, code);
        return server.send(`40${JSON.stringify(auth)}`);
      }
      // An event that wants an answer: its number, and its name with what it says.
      const [, id, said] = /^42(\d+)(\[.*)$/s.exec(String(frame)) ?? [];
      if (id === undefined || said === undefined) return server.send(frame);
      const [name] = JSON.parse(said) as [CommandName];
      isAsked(name);
      const refusal = code ?? between.codes.get(name);
      if (refusal) return answer(id, refusal);
      if (between.unanswered.has(name)) lost.add(id);
      const pass = () => server.send(frame);
      (holds.get(name) ?? ((now) => now()))(pass);
    });
    server.onMessage((frame) => {
      const [, id] = /^43(\d+)\[/.exec(String(frame)) ?? [];
      // What a page says to itself when it has waited for long enough.
      if (id !== undefined && lost.delete(id)) answer(id, 'retry_later');
      else socket.send(frame);
    });
  });
  return between;
}
