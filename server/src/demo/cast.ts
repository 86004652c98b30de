import type { WorkspaceRole } from '@atrium/shared';

export interface CastMember {
  key: string;
  name: string;
  role: WorkspaceRole;
  email: string;
  title: string;
  company: string | null;
}

const one = (name: string, role: WorkspaceRole, title: string): CastMember => ({
  key: name.toLowerCase(),
  name,
  role,
  email: `${name.toLowerCase()}@tidemark.example`,
  title,
  company: null,
});

/** Who is in the demo's workspace, and can sign in. */
export const cast: readonly CastMember[] = [
  one('Olive', 'owner', 'Runs Tidemark'),
  one('Mo', 'moderator', 'Operations'),
  one('Ana', 'member', 'Design and release'),
  one('Sam', 'member', 'Forecast engine'),
  one('Zed', 'member', 'Words and translations'),
  { ...one('Gus', 'guest', 'Dispatch'), email: 'gus@acme.example', company: 'Acme Shipping' },
];

export const bot = { key: 'builds', name: 'Builds', title: 'Says what was built and measured' };
