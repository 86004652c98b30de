import type { MemberId } from '@atrium/shared';
import { lazy, Suspense } from 'react';
import { Skeleton } from '../../ui/Skeleton.tsx';

const MemberCard = lazy(() => import('./MemberCard.tsx'));

export function LazyMemberCard({ memberId }: { memberId: MemberId }) {
  return (
    <Suspense fallback={<Skeleton className="m-4 h-28" />}>
      <MemberCard memberId={memberId} />
    </Suspense>
  );
}
