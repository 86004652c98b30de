import type { Me, MemberId, Preferences } from '@atrium/shared';

export function meOf(id: MemberId): Me {
  return {
    id,
    kind: 'person',
    role: 'member',
    name: id,
    handle: id,
    title: '',
    about: '',
    timezone: 'UTC',
    avatarFileId: null,
    companyId: null,
    status: null,
    deactivatedAt: null,
    createdAt: 0,
    email: `${id}@acme.example`,
    dndUntil: null,
  };
}

export function preferencesOf(): Preferences {
  return {
    theme: 'system',
    density: 'comfortable',
    level: 'all',
    keywords: [],
    sound: false,
    desktop: false,
    dndSchedule: null,
    sections: [],
  };
}

/** What is asked about people who are not there. */
export const nobodyThere = {
  'people.get': () => ({ members: [], companies: [] }),
  'presence.get': () => ({ presence: [] }),
  'presence.set': () => ({}),
  'typing.set': () => ({}),
};
