/** Which faults a run has, and what it must have hit to count. */
import * as faults from './faults.ts';
import type { FaultFunction, Hits } from './faults.ts';

export interface Profile {
  name: string;
  faults: readonly FaultFunction[];
  /** At least so many of each, for one round of all faults. */
  mustHit: Hits;
  /** How long each fault lasts; 15 seconds unless told otherwise. */
  seconds?: number;
  nodes?: number;
  /** In the environment of one node. */
  envOf?: (node: number) => Record<string, string>;
}

const crashing = { ATRIUM_FAILPOINT: 'crash_after_commit' };
const hourMs = 3_600_000;

export const profiles: readonly Profile[] = [
  { name: 'nodekill', faults: [faults.killNode], mustHit: { kills: 1, inFlightAtKill: 1 } },
  { name: 'freeze', faults: [faults.freezeNode], mustHit: { freezes: 1 } },
  {
    name: 'crash',
    faults: [faults.crashAfterCommit],
    mustHit: { crashesAfterCommit: 1 },
    envOf: () => crashing,
  },
  { name: 'moves', faults: [faults.dieInMove], mustHit: { deathsInMove: 1 } },
  { name: 'rolling', faults: [faults.rollingRestart], mustHit: { drains: 3 } },
  {
    name: 'redis',
    faults: [
      faults.killRedis,
      faults.tamperWithRedis,
      faults.freezeRedis,
      faults.cutRedis,
      faults.halfOpenRedis,
    ],
    mustHit: { acksWithoutRedis: 1, acksWithFrozenRedis: 1, forgedHeard: 1, cutRedis: 1 },
    seconds: 30,
  },
  {
    name: 'database',
    faults: [faults.killDatabase, faults.freezeDatabase, faults.cutDatabase],
    mustHit: { databaseKills: 1, databaseFreezes: 1, cutDatabase: 1 },
    seconds: 30,
  },
  {
    name: 'lostreplies',
    faults: [faults.loseCommits, faults.deafClients],
    mustHit: { answersOfDatabase: 3 },
  },
  {
    name: 'links',
    faults: [faults.cutClients, faults.delayClients, faults.throttleClients, faults.halfOpenClients],
    mustHit: { cutClients: 1, delayedClients: 1, halfOpenClients: 1 },
  },
  {
    name: 'clock',
    faults: [faults.killNode, faults.freezeNode],
    mustHit: { kills: 1 },
    envOf: (node) => (node === 0 ? { ATRIUM_FAILPOINT: `clock=${hourMs}` } : {}),
  },
  {
    name: 'everything',
    faults: [
      faults.killNode,
      faults.cutClients,
      faults.killRedis,
      faults.loseCommits,
      faults.freezeNode,
      faults.tamperWithRedis,
      faults.killDatabase,
      faults.halfOpenClients,
      faults.crashAfterCommit,
      faults.dieInMove,
      faults.freezeDatabase,
      faults.rollingRestart,
      faults.deafClients,
    ],
    mustHit: { kills: 1, crashesAfterCommit: 1, databaseKills: 1, answersOfDatabase: 3, deathsInMove: 1 },
    envOf: (node) => ({
      ATRIUM_FAILPOINT: node === 0 ? `clock=${hourMs},crash_after_commit` : 'crash_after_commit',
    }),
  },
];
