import { type Member, outranks, type WorkspaceRole, workspaceRoles } from '@atrium/shared';
import { UserX } from 'lucide-react';
import { useState } from 'react';
import { useActions, useSession, useWorkspacePermissions } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Input } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { MemberOrigin } from '../messages/MemberName.tsx';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { roleHints, roleWords } from '../people/member-words.ts';
import { usePeoplePages } from '../people/use-people-pages.ts';

const options = workspaceRoles
  .filter((role): role is Exclude<WorkspaceRole, 'bot'> => role !== 'bot')
  .map((value) => ({ value, label: roleWords[value], hint: roleHints[value] }));

export default function MemberSettings() {
  const [query, setQuery] = useState('');
  const [deactivated, setDeactivated] = useState(false);
  const { members, next, more, reload } = usePeoplePages({ query, deactivated });
  return (
    <div className="flex flex-col gap-4">
      <Input
        aria-label="Find somebody"
        placeholder="Find somebody"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <Switch label="Show those who are deactivated" checked={deactivated} onChange={setDeactivated} />
      <ul className="divide-y divide-line">
        {members?.map((member) => (
          <Row key={member.id} member={member} onChanged={reload} />
        ))}
      </ul>
      {next && (
        <Button variant="quiet" className="self-center" onClick={more}>
          Show more
        </Button>
      )}
    </div>
  );
}

function Row({ member, onChanged }: { member: Member; onChanged: () => void }) {
  const { people } = useActions();
  const session = useSession();
  const permissions = useWorkspacePermissions();
  const me = session.state === 'signed_in' ? session.me : null;
  if (!me) return null;
  const above = outranks(me.role, member.role);
  const change = (action: () => Promise<unknown>, done: string) => void attempt(action, done).then(onChanged);
  const active = member.deactivatedAt === null;
  return (
    <li className="flex flex-wrap items-center gap-3 py-2.5">
      <MemberAvatar id={member.id} size={32} />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2 text-sm font-medium">
          <span className="truncate">{member.name}</span>
          <MemberOrigin id={member.id} />
          {member.id === me.id && <Badge>You</Badge>}
        </span>
        <span className="block truncate text-xs text-muted">@{member.handle}</span>
      </span>
      {member.role !== 'bot' && active && (
        <Select
          label={`Role of ${member.name}`}
          value={member.role}
          options={options}
          disabled={!above || !permissions.can('member.change_role').ok}
          onChange={(role) =>
            change(
              () => people.setRole(member.id, role),
              `${member.name} is now ${roleWords[role].toLowerCase()}.`,
            )
          }
          className="w-36"
        />
      )}
      {permissions.can('member.deactivate').ok && above && member.id !== me.id && (
        <Button
          size="small"
          variant={active ? 'quiet' : 'secondary'}
          icon={active ? <UserX className="size-4" /> : undefined}
          onClick={() =>
            active
              ? change(
                  () => people.deactivate(member.id),
                  `${member.name} is deactivated: signed out everywhere.`,
                )
              : change(() => people.reactivate(member.id), `${member.name} may come back.`)
          }
        >
          {active ? 'Deactivate' : 'Let in again'}
        </Button>
      )}
    </li>
  );
}
