import { type Member, outranks, type WorkspaceRole, workspaceRoles } from '@atrium/shared';
import { UserX, Users } from 'lucide-react';
import { useState } from 'react';
import { useActions, useSession, useWorkspacePermissions } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Input } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toast.ts';
import { ConfirmDialog } from '../errors/ConfirmDialog.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { ListProblem } from '../frame/ListProblem.tsx';
import { MemberOrigin } from '../messages/MemberName.tsx';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { roleHints, roleWords } from '../people/member-words.ts';
import { usePeoplePages } from '../people/use-people-pages.ts';

type GivenRole = Exclude<WorkspaceRole, 'bot' | 'guest'>;

/** A guest belongs to a company and a bot to a program: neither is made by a role. */
const givenRoles = workspaceRoles.filter((role): role is GivenRole => role !== 'bot' && role !== 'guest');

export default function MemberSettings() {
  const [query, setQuery] = useState('');
  const [deactivated, setDeactivated] = useState(false);
  const pages = usePeoplePages({ query, deactivated });
  const { items, problem, hasMore, more, reload } = pages;
  return (
    <div className="flex flex-col gap-4">
      <Input
        aria-label="Find somebody"
        placeholder="Find somebody"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <Switch label="Show those who are deactivated" checked={deactivated} onChange={setDeactivated} />
      <ListProblem of={pages} />
      {!items && !problem && [0, 1, 2].map((row) => <Skeleton key={row} className="h-9" />)}
      {items?.length === 0 && (
        <EmptyState
          icon={<Users />}
          title={deactivated && !query ? 'Nobody is deactivated' : 'Nobody is called that'}
        />
      )}
      <ul className="@container divide-y divide-line">
        {items?.map((member) => (
          <Row key={member.id} member={member} onChanged={reload} />
        ))}
      </ul>
      {hasMore && (
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
  const [asked, setAsked] = useState<'deactivate' | 'owner' | null>(null);
  const me = session.state === 'signed_in' ? session.me : null;
  if (!me) return null;
  const above = outranks(me.role, member.role);
  const active = member.deactivatedAt === null;
  const give = async (role: GivenRole) => {
    await people.setRole(member.id, role);
    toast(`${member.name} is now ${roleWords[role].toLowerCase()}.`);
    onChanged();
  };
  const deactivate = async () => {
    await people.deactivate(member.id);
    toast(`${member.name} is deactivated: signed out everywhere.`);
    onChanged();
  };
  const reactivate = () =>
    void attempt(() => people.reactivate(member.id), `${member.name} may come back.`).then(onChanged);
  const options = givenRoles
    .filter((role) => role === me.role || role === member.role || outranks(me.role, role))
    .map((value) => ({ value, label: roleWords[value], hint: roleHints[value] }));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <MemberAvatar id={member.id} size={32} />
      <span className="min-w-0 flex-1 @max-lg:basis-[calc(100%-2.75rem)]">
        <span className="flex items-center gap-2 text-sm font-medium">
          <span className="truncate">{member.name}</span>
          <MemberOrigin id={member.id} />
          {member.id === me.id && <Badge>You</Badge>}
        </span>
        <span className="block truncate text-xs text-muted">@{member.handle}</span>
      </span>
      <span className="flex flex-wrap items-center gap-2 @max-lg:ml-11 @max-lg:basis-full @max-xs:ml-0">
        {active && member.role !== 'bot' && member.role !== 'guest' && (
          <Select
            label={`Role of ${member.name}`}
            value={member.role}
            options={options}
            disabled={!above || !permissions.can('member.change_role').ok}
            onChange={(role) => (role === 'owner' ? setAsked('owner') : void attempt(() => give(role)))}
            className="w-36 @max-xs:w-32"
          />
        )}
        <span className="flex justify-end @lg:w-32">
          {permissions.can('member.deactivate').ok && above && member.id !== me.id && (
            <Button
              size="small"
              variant={active ? 'quiet' : 'secondary'}
              icon={active ? <UserX className="size-4" /> : undefined}
              onClick={active ? () => setAsked('deactivate') : reactivate}
              aria-label={active ? `Deactivate ${member.name}` : `Let ${member.name} in again`}
            >
              {active ? 'Deactivate' : 'Let in again'}
            </Button>
          )}
        </span>
      </span>
      {asked === 'deactivate' && (
        <ConfirmDialog
          title={`Deactivate ${member.name}?`}
          description="They are signed out everywhere at once and cannot come in. What they wrote stays, and you can let them in again."
          confirmLabel="Deactivate"
          danger
          onConfirm={deactivate}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'owner' && (
        <ConfirmDialog
          title={`Make ${member.name} an owner?`}
          description="Owners can do everything, also take that role from you."
          confirmLabel="Make owner"
          onConfirm={() => give('owner')}
          onClose={() => setAsked(null)}
        />
      )}
    </li>
  );
}
