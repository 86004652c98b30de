import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Count, type CountProps } from '../../ui/Badge.tsx';
import { rowClass } from './row-class.ts';

interface Props {
  to: '/threads' | '/activity' | '/drafts' | '/saved' | '/browse';
  icon: ReactNode;
  label: string;
  count?: CountProps;
}

export function NavLink({ to, icon, label, count }: Props) {
  return (
    <Link
      to={to}
      className={rowClass}
      activeProps={{ 'data-active': true }}
      data-unread={((count?.value ?? 0) > 0 && to !== '/drafts') || undefined}
    >
      <span className="flex size-5 shrink-0 items-center justify-center [&_svg]:size-4">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {count && <Count {...count} />}
    </Link>
  );
}
