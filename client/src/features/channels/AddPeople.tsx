import type { ChannelId, Member, MemberId } from '@atrium/shared';
import { useEffect, useState } from 'react';
import { useActions, useChannel, useMemberName, usePermissions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { PeoplePicker } from '../people/PeoplePicker.tsx';
import { typedMs } from '../people/use-people-pages.ts';

export default function AddPeople({ channelId, onClose }: { channelId: ChannelId; onClose: () => void }) {
  const { channels } = useActions();
  const title = useChannel(channelId).value?.title ?? '';
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<MemberId[]>([]);
  const inside = useInside(channelId, query);
  const { addMember } = usePermissions(channelId);
  const noteOf = ({ id, role }: Member) => {
    if (inside.has(id)) return 'in the channel';
    return addMember(role).ok ? null : 'moderators let guests in';
  };
  const { busy, words, run } = useAttempt();
  const [asked, setAsked] = useState<MemberId | null>(null);
  const refused = useMemberName(asked);
  const add = async () => {
    const done = await run(async () => {
      for (const memberId of chosen) {
        setAsked(memberId);
        await channels.addMember(channelId, memberId);
        // Who is in is not left to be added again, should the next one be refused.
        setChosen((left) => left.filter((id) => id !== memberId));
      }
    });
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Add people to #${title}`}
      description="Members can read all of its history, guests what comes after."
    >
      <DialogBody>
        <PeoplePicker chosen={chosen} onChange={setChosen} onQuery={setQuery} noteOf={noteOf} />
        <FormError words={words && `${refused} was not added. ${words}`} />
      </DialogBody>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void add()}>
          Add {chosen.length > 1 ? `${chosen.length} people` : ''}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Of those whom a text finds, who is in the channel already. */
function useInside(channelId: ChannelId, query: string): ReadonlySet<MemberId> {
  const { channels } = useActions();
  const [inside, setInside] = useState<ReadonlySet<MemberId>>(new Set());
  useEffect(() => {
    const timer = setTimeout(() => {
      channels.members({ channelId, query: query.trim() }).then(
        ({ standings }) =>
          setInside((known) => new Set([...known, ...standings.map(({ memberId }) => memberId)])),
        // The server says it again to whoever adds them.
        () => undefined,
      );
    }, typedMs);
    return () => clearTimeout(timer);
  }, [channels, channelId, query]);
  return inside;
}
