import { MailPlus } from 'lucide-react';
import { useCallback, useEffect } from 'react';
import { useActions } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { ListProblem } from '../frame/ListProblem.tsx';
import { useFetched } from '../frame/use-fetched.ts';
import { showOverlay, useOverlays } from '../frame/overlays.ts';
import { MemberName } from '../messages/MemberName.tsx';
import { roleWords } from '../people/member-words.ts';
import { formatMoment } from '../time/format.ts';

export default function InvitationSettings() {
  const { people } = useActions();
  const load = useCallback(() => people.invitations(), [people]);
  const fetched = useFetched(load);
  const { value: invitations, problem, reload } = fetched;
  const overlay = useOverlays(({ open }) => open);
  // Asked again when the dialog that makes them has closed.
  useEffect(() => {
    if (overlay === null) reload();
  }, [reload, overlay]);
  return (
    <div className="flex flex-col gap-4">
      <Button
        variant="primary"
        className="self-start"
        icon={<MailPlus className="size-4" />}
        onClick={() => showOverlay({ kind: 'invite' })}
      >
        Invite people
      </Button>
      <ListProblem of={fetched} />
      {!invitations && !problem && <Skeleton className="h-10" />}
      {invitations?.length === 0 && (
        <EmptyState icon={<MailPlus />} title="No invitation is waiting">
          Those that nobody has taken up yet stand here; you can take them back.
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {invitations?.map((one) => (
          <li key={one.id} className="flex items-center gap-3 py-3">
            <span className="min-w-0 flex-1">
              <span className="flex items-center gap-2 text-sm font-medium">
                <span className="truncate">{one.email ?? 'Whoever has the link'}</span>
                <Badge>{roleWords[one.role]}</Badge>
              </span>
              <span className="block text-xs text-muted">
                By <MemberName id={one.invitedBy} />, until {formatMoment(one.expiresAt)}
              </span>
            </span>
            <Button
              size="small"
              onClick={() =>
                void attempt(
                  () => people.revokeInvitation(one.id),
                  'That invitation does not work any more.',
                ).then(reload)
              }
            >
              Take back
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
