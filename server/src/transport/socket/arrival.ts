/**
 * From the engine's handshake until a client is let in or sent away: Socket.IO's CONNECT to the root namespace, and its
 * answer. Read and written here: Socket.IO's own client, decoder, socket and middleware cost about as much as all that
 * is asked of the database for somebody who comes, and would be let go of right afterwards.
 */
import { type ByePacket, type FirstCommand, newId } from '@atrium/shared';
import type { Connection } from './connection.ts';
import { connectFrame } from './frame.ts';
import { readConnect } from './packet.ts';
import type { Engine } from './raw-socket.ts';

/** A client that was not let in by then is hung up on. */
const arrivalMs = 15_000;

/** `connect_error`: a name, and the ErrorBody as its `data`. */
export interface Refusal {
  message: string;
  data: unknown;
}

/** Who comes in, or how they are sent away. @throws {unknown} whatever `refused` can name */
export type Admit = (engine: Engine, auth: Record<string, unknown>) => Promise<Connection | ByePacket>;

export interface ArrivalOptions {
  admit: Admit;
  refused: (error: unknown) => Refusal;
  /** Called with each that is let in, before it is told. */
  opened: (engine: Engine) => void;
}

/** Lets a client in once it has said who it is. */
export function receiveArrival(engine: Engine, { admit, refused, opened }: ArrivalOptions): void {
  let isAsking = false;
  const deadline = setTimeout(() => engine.close(), arrivalMs);
  const over = () => clearTimeout(deadline);

  const answer = (admitted: Connection | ByePacket, first: readonly FirstCommand[]) => {
    if (engine.readyState !== 'open') return;
    engine.removeListener('data', receive);
    engine.removeListener('close', over);
    over();
    if ('why' in admitted) return sendAway(engine, admitted);
    opened(engine);
    open(engine, admitted, first);
  };
  const refuse = (error: unknown) => {
    isAsking = false;
    engine.write(`4${JSON.stringify(refused(error))}`);
  };
  const receive = (text: unknown) => {
    const arriving = isAsking ? null : readConnect(text);
    if (arriving === null) return engine.close();
    isAsking = true;
    const { auth, first } = arriving;
    admit(engine, auth).then((admitted) => answer(admitted, first), refuse);
  };
  engine.on('data', receive);
  engine.once('close', over);
}

/**
 * From here on the connection hears the engine itself, and events may be sent: the first thing is that it is connected.
 * What came along with the handshake is asked now, as if it had been sent in answer to that.
 */
function open(engine: Engine, connection: Connection, first: readonly FirstCommand[]): void {
  engine.on('data', (text: unknown) => connection.receive(text));
  connection.open();
  connection.push(connectFrame(connection.id));
  for (const [id, name, input] of first) connection.ask(id, name, input);
}

function sendAway(engine: Engine, bye: ByePacket): void {
  engine.write(`0{"sid":"${newId()}"}`);
  engine.write(`2${JSON.stringify(['bye', bye])}`);
  engine.close();
}
