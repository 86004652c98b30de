import { Link } from '@tanstack/react-router';
import { CalendarClock, PenLine, Pencil, Trash2 } from 'lucide-react';
import { AtriumError, type ErrorCode, type Scheduled } from '@atrium/shared';
import {
  type Conversation,
  type RefusedMessage,
  useActions,
  useChannel,
  useDraft,
  useDraftList,
  useRefused,
  useScheduled,
} from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { toast } from '../../ui/toast.ts';
import { attempt } from '../errors/use-attempt.ts';
import { errorWords, wordsFor } from '../errors/words.ts';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { MessageBody } from '../messages/MessageBody.tsx';
import { NotSent } from '../messages/NotSent.tsx';
import { formatAgo, formatMoment } from '../time/format.ts';

export default function DraftsScreen() {
  const drafts = useDraftList();
  const scheduled = useScheduled();
  const refused = useRefused();
  return (
    <>
      <Header>
        <HeaderTitle>Drafts and scheduled</HeaderTitle>
      </Header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-3xl px-4 py-5">
          {drafts.length + scheduled.length + refused.length === 0 && (
            <EmptyState icon={<PenLine />} title="Nothing is waiting">
              What you begin to write is kept here, on all your devices, until you send it. So is what you
              send later.
            </EmptyState>
          )}
          {refused.length > 0 && <Heading>Not sent</Heading>}
          {refused.map((item) => (
            <RefusedCard key={item.clientId} item={item} />
          ))}
          {scheduled.length > 0 && <Heading>Scheduled</Heading>}
          {scheduled.map((item) => (
            <ScheduledCard key={item.id} item={item} />
          ))}
          {drafts.length > 0 && <Heading>Drafts</Heading>}
          {[...drafts]
            .sort((a, b) => b.updatedAt - a.updatedAt)
            .map((item) => (
              <DraftCard key={`${item.channelId}.${item.rootSeq ?? ''}`} item={item} />
            ))}
        </div>
      </div>
    </>
  );
}

function Heading({ children }: { children: string }) {
  return <h2 className="mt-2 mb-1.5 text-xs font-medium text-faint">{children}</h2>;
}

function Where({ conversation }: { conversation: Conversation }) {
  const { status, value: channel } = useChannel(conversation.channelId);
  if (status === 'missing')
    return <span className="min-w-0 truncate text-ui text-muted">Where you are not any more</span>;
  return (
    <Link
      to="/c/$channelId"
      params={{ channelId: conversation.channelId }}
      search={conversation.rootSeq === null ? {} : { thread: conversation.rootSeq }}
      className="min-w-0 truncate text-ui font-semibold hover:underline"
    >
      {channel ? (channel.channel.kind === 'direct' ? channel.title : `#${channel.title}`) : '…'}
      {conversation.rootSeq !== null && <span className="font-normal text-muted"> in a thread</span>}
    </Link>
  );
}

const card = 'mb-2.5 rounded-xl p-3.5 shadow-[inset_0_0_0_1px_var(--c-line)]';

/** Where it was meant for may be out of sight: a thread that was moved, a channel that one is not in any more. */
function RefusedCard({ item }: { item: RefusedMessage }) {
  const { messages } = useActions();
  return (
    <article className={card}>
      <div className="mb-1 flex items-center gap-2">
        <Where conversation={item} />
        <span className="min-w-max flex-1 text-xs text-faint">{formatAgo(item.at)}</span>
      </div>
      <MessageBody body={item.body} />
      <NotSent
        clientId={item.clientId}
        because={wordsFor(item.error)}
        takeBack="Back to a draft"
        onTakeBack={() => void attempt(() => messages.takeBack(item.clientId))}
      />
    </article>
  );
}

function DraftCard({ item }: { item: Conversation & { body: string; updatedAt: number } }) {
  const draft = useDraft(item);
  return (
    <article className={card}>
      <div className="mb-1 flex items-center gap-2">
        <Where conversation={item} />
        <span className="min-w-max flex-1 text-xs text-faint">{formatAgo(item.updatedAt)}</span>
        <IconButton size="small" label="Discard the draft" onClick={() => draft.clear()}>
          <Trash2 />
        </IconButton>
      </div>
      <MessageBody body={item.body} />
    </article>
  );
}

function ScheduledCard({ item }: { item: Scheduled }) {
  const { own } = useActions();
  const draft = useDraft(item);
  /** Resolves to whether this gave it up. */
  const giveUp = async (done: string): Promise<boolean> => {
    try {
      await own.cancelScheduled(item.id);
      toast(done);
      return true;
    } catch (error) {
      if (!(error instanceof AtriumError) || error.code !== 'not_found') throw error;
      toast('It was sent meanwhile, or given up elsewhere.', { kind: 'error' });
      return false;
    }
  };
  const edit = () =>
    void attempt(async () => {
      const { body } = draft;
      // Kept before it is given up: what waits to be sent is never only on its way. It is there already when nobody answered.
      const isThere = body.endsWith(item.body);
      if (!isThere) draft.set(body === '' ? item.body : `${body}\n\n${item.body}`);
      if (!(await giveUp('It is a draft again.')) && !isThere) draft.set(body);
    });
  return (
    <article className={card}>
      <div className="mb-1 flex items-center gap-2">
        <Where conversation={item} />
        <span className="min-w-max flex-1">
          {item.failed ? (
            <Badge tone="danger">Not sent: {errorWords({ code: item.failed as ErrorCode })}</Badge>
          ) : (
            <Badge tone="accent" icon={<CalendarClock />}>
              {formatMoment(item.sendAt)}
            </Badge>
          )}
        </span>
        <IconButton size="small" label="Back to a draft" onClick={edit}>
          <Pencil />
        </IconButton>
        <IconButton
          size="small"
          label="Do not send it"
          onClick={() => void attempt(() => giveUp('It is not sent.'))}
        >
          <Trash2 />
        </IconButton>
      </div>
      <MessageBody body={item.body} />
    </article>
  );
}
