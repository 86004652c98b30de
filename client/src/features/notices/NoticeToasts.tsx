import { useNavigate } from '@tanstack/react-router';
import { toast } from '../../ui/toast.ts';
import { reasonWords, useNotices } from '../../state/index.ts';

/** A notice inside the window, for what happens elsewhere than in the conversation that is open. */
export function NoticeToasts() {
  const navigate = useNavigate();
  useNotices((notice) => {
    if (document.visibilityState !== 'visible') return;
    toast(
      `${notice.author?.name ?? 'Somebody'} ${reasonWords[notice.reason].did}${
        notice.reason === 'direct' ? '' : ` in ${notice.channelTitle}`
      }`,
      {
        description: notice.body.slice(0, 140),
        action: {
          label: 'Open',
          onSelect: () =>
            void navigate({
              to: '/c/$channelId/$seq',
              params: { channelId: notice.channelId, seq: String(notice.seq) },
            }),
        },
      },
    );
  });
  return null;
}
