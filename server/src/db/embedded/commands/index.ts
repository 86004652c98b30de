/** Every command by its name. */
import { aggregate } from './aggregate.ts';
import * as collections from './collections.ts';
import { explain } from './explain.ts';
import { count, distinct, findCommand, getMore, killCursors } from './find.ts';
import * as handshake from './handshake.ts';
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { insert } from './insert.ts';
import type { Command } from './invocation.ts';
import * as server from './server.ts';
import * as statistics from './statistics.ts';
import { deleteCommand, findAndModify, update } from './update.ts';

export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['hello', handshake.hello],
  ['ismaster', handshake.hello],
  ['isMaster', handshake.hello],
  ['ping', handshake.ping],
  ['buildInfo', handshake.buildInfo],
  ['buildinfo', handshake.buildInfo],
  ['connectionStatus', handshake.connectionStatus],
  ['whatsmyuri', handshake.whatsmyuri],
  ['replSetGetStatus', handshake.replSetGetStatus],
  ['serverStatus', server.serverStatus],
  ['hostInfo', server.hostInfo],
  ['getParameter', server.getParameter],
  ['setParameter', server.setParameter],
  ['getLog', server.getLog],
  ['getCmdLineOpts', server.getCmdLineOpts],
  ['startSession', server.startSession],
  ['endSessions', server.acceptSessions],
  ['refreshSessions', server.acceptSessions],
  ['killSessions', server.acceptSessions],
  ['killAllSessions', server.acceptSessions],
  ['commitTransaction', server.refuseTransaction],
  ['abortTransaction', server.refuseTransaction],
  ['find', findCommand],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['count', count],
  ['distinct', distinct],
  ['aggregate', aggregate],
  ['explain', explain],
  ['insert', insert],
  ['update', update],
  ['delete', deleteCommand],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],
  ['create', collections.create],
  ['drop', collections.drop],
  ['dropDatabase', collections.dropDatabase],
  ['renameCollection', collections.renameCollection],
  ['collMod', collections.collMod],
  ['listCollections', collections.listCollections],
  ['listDatabases', statistics.listDatabases],
  ['collStats', statistics.collStats],
  ['collstats', statistics.collStats],
  ['dbStats', statistics.dbStats],
  ['dbstats', statistics.dbStats],
  ['validate', statistics.validate],
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],
  ['currentOp', { run: () => ({ inprog: [] }) }],
  [
    'listCommands',
    {
      run: () => ({ commands: Object.fromEntries([...commands.keys()].map((name) => [name, { help: '' }])) }),
    },
  ],
]);
