import type { MemberId } from '@atrium/shared';
import { lazy } from 'react';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { LazyPart } from '../frame/LazyPart.tsx';

const MemberCard = lazy(() => import('./MemberCard.tsx'));

export function LazyMemberCard({ memberId }: { memberId: MemberId }) {
  return (
    <LazyPart waiting={<Skeleton className="m-4 h-28" />}>
      <MemberCard memberId={memberId} />
    </LazyPart>
  );
}
