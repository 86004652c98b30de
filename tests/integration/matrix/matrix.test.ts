/**
 * Every cell of `expected.txt` on a running server, over HTTP and over a socket. Refusals come first, all of them: after
 * them nothing may have changed, and nobody may have heard of anything. Then what is allowed, each where it is in nobody's way.
 */
import type { ChannelId, Reply } from '@atrium/shared';
import { commands } from '@atrium/shared/commands';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Atrium, makeChannel, startAtrium } from '../fixture.ts';
import { type Actor, hire } from './actors.ts';
import { inParallel, type Transport } from './agents.ts';
import { inNoChannel, inputs } from './inputs.ts';
import { type Frames, listen } from './listener.ts';
import { buildModerated, buildStage, type Crew, type Kind, type Stage } from './stage.ts';
import { codeOfLetter, readTable, type Row } from './table.ts';
import { stateOf } from './state.ts';
import { type Office, openOffice, standIn, workspaceInputs } from './workspace-inputs.ts';

const atOnce = 12;
const table = readTable();
const transports: Transport[] = ['http', 'socket'];

interface Cell {
  row: Row;
  column: string;
  letter: string;
  transport: Transport;
}

let atrium: Atrium;
let crew: Crew;
let office: Office;
let staff: Map<string, Actor>;
let heard: Frames;
const stages = new Map<string, Stage>();

beforeAll(async () => {
  atrium = await startAtrium();
  const { olive } = atrium.people;
  const { id: hidden } = await makeChannel([olive], { kind: 'private' });
  const actors = await hire(atrium, table.columns.get('channel') ?? [], hidden);
  const [author, member, guest, moderator, owner] = await Promise.all([
    atrium.addPerson('author'),
    atrium.addPerson('peer'),
    atrium.addPerson('peerguest', 'guest'),
    atrium.addPerson('peermoderator'),
    atrium.addPerson('peerowner', 'owner'),
  ]);
  const moderated = await buildModerated(atrium, actors, author);
  crew = { atrium, actors, author, subjects: { member, guest, moderator, owner }, moderated };
  for (const kind of ['public', 'private', 'direct', 'archived', 'restricted'] as Kind[])
    stages.set(kind, await buildStage(crew, kind));
  for (const kind of ['public', 'private'] as Kind[])
    stages.set(`${kind} slow`, await buildStage(crew, kind, { slow: true }));
  office = await openOffice(atrium, hidden);
  staff = await hire(atrium, table.columns.get('workspace') ?? [], hidden);
  for (const { person } of staff.values())
    if (person) await office.friend.call('direct.open', { memberIds: [person.id] });
  for (const actor of [actors.get('out.deactivated'), staff.get('out.deactivated')])
    await olive.call('people.deactivate', { memberId: actor!.person!.id });
  await Promise.all([...actors.values(), ...staff.values()].map(({ agent }) => agent.connect()));
  const listener = await listen(atrium.url, { cookie: await author.cookie() });
  if (!('frames' in listener)) throw new Error('the author is not let in');
  heard = listener.frames;
}, 120_000);
afterAll(async () => {
  const everybody = [...(crew?.actors.values() ?? []), ...(staff?.values() ?? [])];
  await Promise.all(everybody.map(({ agent }) => agent.close()));
  await atrium?.close();
});

const isHandledOver = (command: string, transport: Transport) =>
  ['both', transport].includes(commands.get(command)?.transport ?? '');

/** Nobody without a session has a connection over which to send what needs none. */
function isPossible({ row, column, transport }: Omit<Cell, 'letter'>): boolean {
  if (!isHandledOver(row.command, transport)) return false;
  return transport === 'http' || !column.startsWith('out.') || commands.get(row.command)?.access === 'member';
}

const cells: Cell[] = table.rows.flatMap((row) =>
  transports.flatMap((transport) =>
    [...row.cells]
      .map(([column, letter]) => ({ row, column, letter, transport }))
      .filter((cell) => cell.letter !== '-' && isPossible(cell)),
  ),
);
const nameOf = ({ row: { command, aim, kind }, column, transport }: Cell) =>
  `${command}${aim && ` @${aim}`} in ${kind} by ${column} over ${transport}`;
const keyOf = ({ row: { command, aim } }: Cell) => (aim ? `${command} @${aim}` : command);

async function send(cell: Cell): Promise<{ reply: Reply<unknown>; input: object }> {
  const { row, column, letter, transport } = cell;
  const isAllowed = letter === '.';
  if (row.scope === 'workspace') {
    const errand = { office, actor: staff.get(column)!, isAllowed };
    const actor = await standIn(row.command, errand);
    const input = await workspaceInputs[keyOf(cell)]!({ ...errand, actor });
    return { input, reply: await actor.agent.send(transport, row.command, input) };
  }
  const kind = row.kind as Kind;
  const stage = (row.aim === 'slow' && stages.get(`${kind} slow`)) || stages.get(kind)!;
  const actor = crew.actors.get(column)!;
  const situation = { crew, kind, actor, place: stage.at(column), isFresh: isAllowed };
  const input = await inputs[keyOf(cell)]!(situation);
  return { input, reply: await actor.agent.send(transport, row.command, input) };
}

/** What was answered. What commands that ask for many leave out, or call `gone`, is not found in their words. */
function codeOf(reply: Reply<unknown>, row: Pick<Row, 'aim'> = { aim: '' }): string {
  if (!reply.ok) return reply.error.code;
  const { channels } = (reply.result ?? {}) as { channels?: { state?: string }[] };
  const { members, presence } = (reply.result ?? {}) as { members?: unknown[]; presence?: unknown[] };
  const isLeftOut = row.aim === 'stranger' && (members ?? presence)?.length === 0;
  return isLeftOut || channels?.[0]?.state === 'gone' ? 'not_found' : 'ok';
}

async function wrongAmong(
  some: readonly Cell[],
  check?: (cell: Cell, reply: Reply<unknown>) => string | null,
) {
  const wrong: string[] = [];
  await inParallel(some, atOnce, async (cell) => {
    const { reply } = await send(cell);
    const [code, expected] = [codeOf(reply, cell.row), codeOfLetter[cell.letter]];
    if (code !== expected) wrong.push(`${nameOf(cell)}: ${code}, not ${expected} (line ${cell.row.line})`);
    else if (check) wrong.push(...[check(cell, reply)].flatMap((problem) => problem ?? []));
  });
  return wrong;
}

test('every command stands in the table, and for each line there is something to send', () => {
  const listed = new Set(table.rows.map(({ command }) => command));
  expect([...commands.keys()].filter((name) => !listed.has(name))).toEqual([]);
  expect([...listed].filter((name) => !commands.has(name))).toEqual([]);
  const known = { channel: inputs, workspace: workspaceInputs } as Record<string, object>;
  const keys = cells.map((cell) => [cell.row.scope, keyOf(cell)] as const);
  expect(keys.filter(([scope, key]) => !Object.hasOwn(known[scope] ?? {}, key))).toEqual([]);
  console.log(`permission matrix: ${table.rows.length} lines, ${cells.length} cells over HTTP and sockets`);
});

test('refusals: with the code that the table says, nothing changes and nobody hears of it', async () => {
  const refusals = cells.filter(({ letter }) => letter !== '.');
  const before = await stateOf(atrium);
  heard.length = 0;
  const wrong = await wrongAmong(refusals, (cell, reply) => {
    if (codeOf(reply) !== 'not_found' || reply.ok) return null;
    const { requestId: _id, ...told } = reply.error;
    const same = JSON.stringify(told) === JSON.stringify(notFound);
    return same ? null : `${nameOf(cell)}: not_found says more: ${JSON.stringify(told)}`;
  });
  // That a person's connection is there is no effect of what they were refused: presence comes when it comes.
  const frames = heard.filter(
    (frame) => /"(?:entries|me|live)"/.test(frame) && !frame.startsWith('2["live",{"presence":'),
  );
  expect(wrong).toEqual([]);
  expect(await stateOf(atrium)).toEqual(before);
  expect(frames).toEqual([]);
}, 900_000);

const notFound = { code: 'not_found', message: 'not_found', retryable: false };

test('a channel that one may not see is answered like an id that is nobody’s', async () => {
  const hidden = cells.filter(
    ({ row, letter, column }) =>
      row.scope === 'channel' && letter === 'N' && row.kind === 'private' && column === 'stranger.member',
  );
  const wrong: string[] = [];
  await inParallel(hidden, atOnce, async (cell) => {
    const { reply, input } = await send(cell);
    const { agent } = crew.actors.get(cell.column)!;
    const other = await agent.send(cell.transport, cell.row.command, inNoChannel(input as never));
    const [one, two] = [reply, other].map((answer) => shapeOf(answer));
    if (one !== two) wrong.push(`${nameOf(cell)}: ${one} and ${two}`);
  });
  expect(hidden.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

function shapeOf(reply: Reply<unknown>): string {
  if (!reply.ok) return JSON.stringify({ ...reply.error, requestId: '' });
  return JSON.stringify(reply.result, (key, value: unknown) =>
    key === 'channelId' ? ('' as ChannelId) : value,
  );
}

test('what is allowed is done', async () => {
  const allowed = cells.filter(({ letter }) => letter === '.');
  expect(await wrongAmong(allowed)).toEqual([]);
}, 900_000);

test('a command of one transport is refused on the other', async () => {
  const wrong: string[] = [];
  const { agent } = crew.actors.get('in.member')!;
  for (const { name, transport } of commands.values()) {
    if (transport === 'both') continue;
    const reply = await agent.send(transport === 'http' ? 'socket' : 'http', name, {});
    if (codeOf(reply) !== 'invalid_input') wrong.push(`${name}: ${codeOf(reply)}`);
  }
  expect(wrong).toEqual([]);
});
