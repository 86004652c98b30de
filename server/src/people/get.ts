import { allowed, type CompanyId, denied } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { readCompanies } from './companies.ts';
import { isVisible, visibleTo } from './visible.ts';

export const get = plain('people.get', {
  allow: ({ actor }) => (actor.deactivated ? denied('deactivated') : allowed),
  run: async ({ core, actor }, { ids }) => {
    const visible = await visibleTo(core, actor);
    const found = await core.directory.getMany(ids.filter((id) => isVisible(visible, id)));
    const members = [...found.values()];
    const companyIds = new Set(
      members.flatMap(({ companyId }): CompanyId[] => (companyId === null ? [] : [companyId])),
    );
    return { members, companies: await readCompanies(core, [...companyIds]) };
  },
});
