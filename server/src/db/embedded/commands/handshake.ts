/** What drivers ask before they work: who is there, what it can do. */
import { Long, ObjectId, Timestamp } from 'bson';
import type { Command } from './invocation.ts';
import { maxBatch, maxDocumentBytes } from './write-result.ts';
import { maxMessageBytes } from '../wire/frames.ts';

export const setName = 'atrium';
/** The MongoDB release whose behaviour is followed. */
export const version = '7.0.0';
export const maxWireVersion = 21;
const logicalSessionTimeoutMinutes = 30;
const electionId = new ObjectId('7fffffff0000000000000001');

function now(): Timestamp {
  return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
}

export const hello: Command = {
  run(call) {
    const { me } = call.engine.address;
    const legacy = call.name !== 'hello';
    const lastWrite = {
      opTime: { ts: now(), t: Long.fromNumber(1) },
      lastWriteDate: new Date(),
      majorityOpTime: { ts: now(), t: Long.fromNumber(1) },
      majorityWriteDate: new Date(),
    };
    return {
      helloOk: true,
      [legacy ? 'ismaster' : 'isWritablePrimary']: !call.engine.stopping,
      secondary: call.engine.stopping,
      hosts: [me],
      setName,
      setVersion: 1,
      ...(call.engine.stopping ? {} : { primary: me, electionId }),
      me,
      lastWrite,
      maxBsonObjectSize: maxDocumentBytes,
      maxMessageSizeBytes: maxMessageBytes,
      maxWriteBatchSize: maxBatch,
      localTime: new Date(),
      logicalSessionTimeoutMinutes,
      connectionId: call.connectionId,
      minWireVersion: 0,
      maxWireVersion,
      readOnly: false,
    };
  },
};

export const ping: Command = { run: () => ({}) };

export const buildInfo: Command = {
  run: () => ({
    version,
    gitVersion: 'atrium',
    modules: [],
    allocator: 'system',
    javascriptEngine: 'none',
    sysInfo: 'deprecated',
    versionArray: [7, 0, 0, 0],
    bits: 64,
    debug: false,
    maxBsonObjectSize: maxDocumentBytes,
    storageEngines: ['lmdb'],
  }),
};

export const connectionStatus: Command = {
  run: () => ({
    authInfo: { authenticatedUsers: [], authenticatedUserRoles: [], authenticatedUserPrivileges: [] },
  }),
};

export const whatsmyuri: Command = { run: (call) => ({ you: call.engine.address.me }) };

export const replSetGetStatus: Command = {
  run: (call) => ({
    set: setName,
    date: new Date(),
    myState: 1,
    term: Long.fromNumber(1),
    members: [{ _id: 0, name: call.engine.address.me, health: 1, state: 1, stateStr: 'PRIMARY', self: true }],
  }),
};
