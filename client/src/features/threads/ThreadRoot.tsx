import { noFlags } from '@atrium/shared';
import { type ThreadView, useActions, usePermissions, useSession } from '../../state/index.ts';
import { counted } from '../../ui/count.ts';
import { attempt } from '../errors/use-attempt.ts';
import { FileList } from '../messages/FileList.tsx';
import { MemberName, MemberOrigin } from '../messages/MemberName.tsx';
import { MessageBody } from '../messages/MessageBody.tsx';
import { Reactions } from '../messages/Reactions.tsx';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { formatFull, formatShort } from '../time/format.ts';

/** The message that a thread hangs from, above its replies. */
export function ThreadRoot({ view }: { view: ThreadView }) {
  const { messages } = useActions();
  const session = useSession();
  const { root, thread, replies } = view;
  const permissions = usePermissions(thread.channelId);
  if (session.state !== 'signed_in') return null;
  return (
    <div className="group/message px-5 pt-4 pb-1 max-md:px-4">
      <div className="flex items-center gap-3">
        <MemberAvatar id={root.authorId} size={36} />
        <div className="min-w-0">
          <div className="flex items-center gap-2">
            <MemberName id={root.authorId} className="text-sm font-semibold" />
            <MemberOrigin id={root.authorId} />
          </div>
          <time
            dateTime={new Date(root.moved?.at ?? root.at).toISOString()}
            title={formatFull(root.moved?.at ?? root.at)}
            className="block text-xs text-faint"
          >
            {formatShort(root.moved?.at ?? root.at)}
          </time>
        </div>
      </div>
      <div className="mt-2">
        {root.deletedAt === null ? (
          <MessageBody body={root.body} />
        ) : (
          <p className="text-faint italic">This message was deleted.</p>
        )}
        <FileList files={root.files} />
        {root.reactions.length > 0 && (
          <Reactions
            message={root}
            self={session.me.id}
            disabled={!permissions.react(root, thread.flags ?? noFlags).ok}
            onReact={(emoji, on) => void attempt(() => messages.react(thread.channelId, root.seq, emoji, on))}
          />
        )}
      </div>
      <div className="mt-4 flex items-center gap-3 text-xs text-muted">
        {replies === 0 ? 'No replies yet' : counted(replies, 'reply', 'replies')}
        <span className="h-px flex-1 bg-line" />
      </div>
    </div>
  );
}
