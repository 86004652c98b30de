import { Link } from '@tanstack/react-router';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { useWorkspacePermissions } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Input } from '../../ui/Field.tsx';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { ListProblem } from '../frame/ListProblem.tsx';
import { showOverlay } from '../frame/overlays.ts';
import { MemberOrigin } from '../messages/MemberName.tsx';
import { MemberAvatar } from './DirectAvatar.tsx';
import { roleWords } from './member-words.ts';
import { usePeoplePages } from './use-people-pages.ts';

export default function PeopleScreen() {
  const permissions = useWorkspacePermissions();
  const [query, setQuery] = useState('');
  const pages = usePeoplePages({ query });
  const { items: members, problem, hasMore, more } = pages;
  return (
    <>
      <Header
        actions={
          permissions.can('member.invite').ok && (
            <Button
              size="small"
              variant="primary"
              icon={<UserPlus className="size-4" />}
              onClick={() => showOverlay({ kind: 'invite' })}
            >
              Invite
            </Button>
          )
        }
      >
        <HeaderTitle>People</HeaderTitle>
      </Header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-3xl px-4 py-4">
          <Input
            aria-label="Find somebody"
            placeholder="Find somebody"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <ListProblem of={pages} />
          {!members && !problem && <MessageSkeletons rows={5} />}
          {members?.length === 0 && <EmptyState icon={<Users />} title="Nobody is called that" />}
          <ul className="mt-3">
            {members?.map((member) => (
              <li key={member.id}>
                <Link
                  to="/people/$memberId"
                  params={{ memberId: member.id }}
                  className="flex items-center gap-3 rounded-lg px-3 py-2 hover:bg-hover"
                >
                  <MemberAvatar id={member.id} size={36} withPresence />
                  <span className="min-w-0 flex-1">
                    <span className="flex items-center gap-2">
                      <span className="truncate text-sm font-medium">{member.name}</span>
                      <MemberOrigin id={member.id} />
                    </span>
                    <span className="block truncate text-ui text-muted">
                      {[`@${member.handle}`, member.title].filter(Boolean).join(' · ')}
                    </span>
                  </span>
                  {member.role !== 'member' && member.role !== 'guest' && member.role !== 'bot' && (
                    <Badge>{roleWords[member.role]}</Badge>
                  )}
                </Link>
              </li>
            ))}
          </ul>
          {hasMore && (
            <Button variant="quiet" className="mx-auto mt-2 flex" onClick={more}>
              Show more
            </Button>
          )}
        </div>
      </div>
    </>
  );
}
