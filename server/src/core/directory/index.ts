import type { Member, MemberId } from '@atrium/shared';
import { type Connection, trusted } from 'mongoose';
import type { Directory } from '../directory.ts';
import { ExpiringCache } from '../expiring-cache.ts';
import type { MemberFeed } from '../member-feed.ts';
import { memberModel, memberRowsOf, toMember } from './model.ts';

/** Under the 15 s that are promised, with room for the read itself. */
const maxAgeMs = 10_000;
const maxMembers = 20_000;

export interface DirectoryOptions {
  connection: Connection;
  feed: Pick<MemberFeed, 'announceMember'>;
}

/** @see {@link Directory} */
export function createDirectory({ connection, feed }: DirectoryOptions): Directory {
  const rows = memberModel(connection);
  const cache = new ExpiringCache<MemberId, Member>({ max: maxMembers, ttl: maxAgeMs });
  /** Counts what was forgotten: a read that began before must not put the old row back. */
  let forgotten = 0;

  const read = async (ids: readonly MemberId[]): Promise<Member[]> => {
    const before = forgotten;
    const found = await rows
      .find({ _id: trusted({ $in: [...ids] }) })
      .lean<Parameters<typeof toMember>[0][]>();
    const members = found.map(toMember);
    if (before === forgotten) for (const member of members) cache.set(member.id, member);
    return members;
  };

  const readAlone = async (id: MemberId): Promise<Member | null> => {
    const before = forgotten;
    const [row] = await memberRowsOf(connection, id);
    if (!row) return null;
    const member = toMember(row);
    if (before === forgotten) cache.set(id, member);
    return member;
  };

  const reading = new Map<MemberId, Promise<Member | null>>();
  const readOne = (id: MemberId): Promise<Member | null> => {
    const begun = reading.get(id);
    if (begun) return begun;
    const promise = readAlone(id).finally(() => {
      if (reading.get(id) === promise) reading.delete(id);
    });
    reading.set(id, promise);
    return promise;
  };

  const directory: Directory = {
    get: async (id) => cache.get(id) ?? readOne(id),
    getMany: async (ids) => {
      const known = new Map<MemberId, Member>();
      const missing = new Set<MemberId>();
      for (const id of ids) {
        const member = cache.get(id);
        if (member) known.set(id, member);
        else missing.add(id);
      }
      if (missing.size > 0) for (const member of await read([...missing])) known.set(member.id, member);
      return known;
    },
    peek: (id) => cache.get(id),
    forget: (id) => {
      forgotten += 1;
      reading.delete(id);
      cache.delete(id);
    },
    changed: async (id) => {
      directory.forget(id);
      const member = await directory.get(id);
      if (member) feed.announceMember(member);
    },
  };
  return directory;
}
