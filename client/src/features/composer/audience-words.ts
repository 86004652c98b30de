import type { CompanyId } from '@atrium/shared';
import type { Outsiders } from './use-outsiders.ts';

interface Part {
  text: string;
  /** Of a company: it stands out. */
  name: boolean;
}

/**
 * "3 people of Acme and 1 of Borealis read what you write here." To a guest the house itself is outside, and their own
 * company is not.
 */
export function audienceParts(
  outsiders: readonly Outsiders[],
  ownCompany: CompanyId | null,
  workspaceName: string,
): Part[] {
  const others = outsiders
    .filter(({ company }) => company.id !== ownCompany)
    .map(({ company, count }) => ({ name: company.name, count }));
  const groups = ownCompany === null ? others : [{ name: workspaceName, count: null }, ...others];
  const here = groups.filter(({ count }) => count !== 0);
  if (here.length === 0) {
    return [
      { text: 'Nobody of ', name: false },
      ...joined(
        groups.map(({ name }) => [{ text: name, name: true }]),
        'or',
      ),
      { text: ' is here yet. Whoever comes reads what you write now.', name: false },
    ];
  }
  const numbered = here.map(({ name, count }, index) => {
    const number = count === null ? '' : `${count} `;
    const people = index > 0 && count !== null ? '' : count === 1 ? 'person ' : 'people ';
    const lead = `${number}${people}of `;
    return [
      { text: index === 0 ? capitalised(lead) : lead, name: false },
      { text: name, name: true },
    ];
  });
  const one = here.length === 1 && here[0]?.count === 1;
  return [
    ...joined(numbered, 'and'),
    { text: ` ${one ? 'reads' : 'read'} what you write here.`, name: false },
  ];
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function joined(groups: readonly Part[][], word: 'and' | 'or'): Part[] {
  return groups.flatMap((group, index) => {
    const separator = index === 0 ? '' : index === groups.length - 1 ? ` ${word} ` : ', ';
    return separator ? [{ text: separator, name: false }, ...group] : group;
  });
}
