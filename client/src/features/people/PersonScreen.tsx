import type { MemberId } from '@atrium/shared';
import { useParams } from '@tanstack/react-router';
import { useMember } from '../../state/index.ts';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { Profile } from './Profile.tsx';

export default function PersonScreen() {
  const { memberId } = useParams({ from: '/frame/people/$memberId' });
  const member = useMember(memberId as MemberId);
  return (
    <>
      <Header>
        <HeaderTitle>{member?.name ?? 'Profile'}</HeaderTitle>
      </Header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl">
          <Profile memberId={memberId as MemberId} />
        </div>
      </div>
    </>
  );
}
