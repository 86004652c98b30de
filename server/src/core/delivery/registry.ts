/** Who is connected to this node. */
import type { MemberId } from '@atrium/shared';
import type { MemberReaders, Reader } from './reader.ts';

export interface Registry {
  readonly size: number;
  of(memberId: MemberId): MemberReaders | undefined;
  add(reader: Reader): MemberReaders;
  /** @returns the member's readers, empty now when this was the last one */
  remove(reader: Reader): MemberReaders | undefined;
  reader(id: string): Reader | undefined;
  all(): Iterable<MemberReaders>;
  readers(): Iterable<Reader>;
}

export function createRegistry(): Registry {
  const members = new Map<MemberId, MemberReaders>();
  const byId = new Map<string, Reader>();
  return {
    get size() {
      return byId.size;
    },
    of: (memberId) => members.get(memberId),
    add: (reader) => {
      byId.set(reader.id, reader);
      const known = members.get(reader.memberId);
      if (known) {
        known.readers.push(reader);
        return known;
      }
      const fresh: MemberReaders = { memberId: reader.memberId, readers: [reader], loaded: null, feeds: [] };
      members.set(reader.memberId, fresh);
      return fresh;
    },
    remove: (reader) => {
      if (!byId.delete(reader.id)) return undefined;
      const known = members.get(reader.memberId);
      if (!known) return undefined;
      known.readers = known.readers.filter((other) => other !== reader);
      if (known.readers.length === 0) members.delete(reader.memberId);
      return known;
    },
    reader: (id) => byId.get(id),
    all: () => members.values(),
    readers: () => byId.values(),
  };
}
