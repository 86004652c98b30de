/** Who is in the workspace, as this node knows it: the member's row, cached, and dropped when another node changed it. */
import type { CompanyId, Member, MemberId } from '@atrium/shared';

export interface Directory {
  /** Null for an unknown id. At most 15 s old, also when no other node can be heard. */
  get(id: MemberId): Promise<Member | null>;
  /** Unknown ids are left out. */
  getMany(ids: readonly MemberId[]): Promise<Map<MemberId, Member>>;
  /** From memory only: undefined when it is not cached. */
  peek(id: MemberId): Member | undefined;
  /** To be called after a member's row was changed here: drops it on all nodes and tells those who may see it. */
  changed(id: MemberId): Promise<void>;
  /** To be called when another node changed a member's row: drops it here. */
  forget(id: MemberId): void;
}

export type { CompanyId };
