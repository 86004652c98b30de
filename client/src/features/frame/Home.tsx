import { Navigate } from '@tanstack/react-router';
import { MessageCircle } from 'lucide-react';
import { useSidebar, useWorkspacePermissions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useNarrow } from '../../ui/use-media.ts';
import { itemsInOrder } from '../sidebar/order.ts';
import { showOverlay } from './overlays.ts';
import { lastChannel } from './last-channel.ts';

/** `/`: the channel that was open last, or the first there is. On a phone the side bar itself is the first screen. */
export function Home() {
  const narrow = useNarrow();
  const sidebar = useSidebar();
  const permissions = useWorkspacePermissions();
  const items = itemsInOrder(sidebar);
  const target = items.find(({ channelId }) => channelId === lastChannel()) ?? items[0];
  if (narrow) return null;
  if (target) return <Navigate to="/c/$channelId" params={{ channelId: target.channelId }} replace />;
  return (
    <div className="flex flex-1 items-center justify-center">
      <EmptyState
        icon={<MessageCircle />}
        title="A quiet court"
        action={
          permissions.createChannel.ok && (
            <Button variant="primary" onClick={() => showOverlay({ kind: 'create-channel' })}>
              Create a channel
            </Button>
          )
        }
      >
        You are in no channel yet. Conversations live in channels: one for a team, a project, a customer.
      </EmptyState>
    </div>
  );
}
