import { lazy } from 'react';
import { LazyDialog } from './LazyDialog.tsx';
import { type Overlay, useOverlays } from './overlays.ts';

const Palette = lazy(() => import('../palette/Palette.tsx'));
const ShortcutSheet = lazy(() => import('../shortcuts/ShortcutSheet.tsx'));
const CreateChannel = lazy(() => import('../channels/CreateChannel.tsx'));
const NewDirect = lazy(() => import('../people/NewDirect.tsx'));
const InvitePeople = lazy(() => import('../people/InvitePeople.tsx'));
const StatusDialog = lazy(() => import('../people/StatusDialog.tsx'));
const SignOut = lazy(() => import('../accounts/SignOut.tsx'));
const ChannelSettings = lazy(() => import('../channels/ChannelSettings.tsx'));
const AddPeople = lazy(() => import('../channels/AddPeople.tsx'));
const MuteMember = lazy(() => import('../people/MuteMember.tsx'));
const RemoveMember = lazy(() => import('../people/RemoveMember.tsx'));
const NewSection = lazy(() => import('../sidebar/NewSection.tsx'));
const RenameSection = lazy(() => import('../sidebar/RenameSection.tsx'));

/** The overlay that is open, fetched when it is first wanted. */
export function OverlayHost() {
  const { open, close } = useOverlays();
  return (
    <LazyDialog key={open?.kind ?? ''} onFail={close}>
      {open && <Content overlay={open} onClose={close} />}
    </LazyDialog>
  );
}

function Content({ overlay, onClose }: { overlay: Overlay; onClose: () => void }) {
  switch (overlay.kind) {
    case 'palette':
      return <Palette onClose={onClose} />;
    case 'shortcuts':
      return <ShortcutSheet onClose={onClose} />;
    case 'create-channel':
      return <CreateChannel onClose={onClose} />;
    case 'new-direct':
      return <NewDirect onClose={onClose} />;
    case 'invite':
      return <InvitePeople onClose={onClose} />;
    case 'status':
      return <StatusDialog onClose={onClose} />;
    case 'sign-out':
      return <SignOut onClose={onClose} />;
    case 'channel-settings':
      return <ChannelSettings channelId={overlay.channelId} onClose={onClose} />;
    case 'add-people':
      return <AddPeople channelId={overlay.channelId} onClose={onClose} />;
    case 'mute-member':
      return <MuteMember {...overlay} onClose={onClose} />;
    case 'remove-member':
      return <RemoveMember {...overlay} onClose={onClose} />;
    case 'new-section':
      return <NewSection channelId={overlay.channelId} onClose={onClose} />;
    case 'rename-section':
      return <RenameSection name={overlay.name} onClose={onClose} />;
  }
}
