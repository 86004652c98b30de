import { type ChannelId, type Member, type MemberId, workspaceScopes } from '@atrium/shared';
import { UserX } from 'lucide-react';
import { useActions, useChannel, usePermissions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { listOf } from '../messages/Reactions.tsx';
import { useAbsent } from './use-absent.ts';

/** Under a text that mentions somebody who is not here: that they will not know of it, and what can be done. */
export function AbsentLine({
  channelId,
  mentioned,
}: {
  channelId: ChannelId;
  mentioned: readonly MemberId[];
}) {
  const { channels } = useActions();
  const permissions = usePermissions(channelId);
  const channel = useChannel(channelId).value?.channel;
  // Who may look at a public channel is told of it there, too.
  const isOpenTo = ({ role }: Member) =>
    channel?.kind === 'public' && workspaceScopes(role).has('channel.browse');
  const absent = useAbsent(channelId, mentioned).filter((member) => !isOpenTo(member));
  if (absent.length === 0) return null;
  const one = absent.length === 1;
  const place = channel?.kind === 'direct' ? 'conversation' : 'channel';
  const mayAdd = channel?.kind !== 'direct' && absent.every(({ role }) => permissions.addMember(role).ok);
  return (
    <output className="flex flex-wrap items-center gap-x-2 gap-y-1 border-t border-line px-3.5 py-1.5 text-xs text-muted">
      <UserX className="size-3.5 shrink-0" />
      <span className="min-w-0 flex-1 basis-48">
        <strong className="font-semibold text-ink">{listOf(absent.map(({ name }) => name))}</strong>{' '}
        {one ? 'is' : 'are'} not in this {place} and will not be told.
      </span>
      {mayAdd && (
        <Button
          size="small"
          onClick={() =>
            void attempt(async () => {
              for (const { id } of absent) await channels.addMember(channelId, id);
            })
          }
        >
          Add {one ? 'them' : 'all'} to the channel
        </Button>
      )}
    </output>
  );
}
