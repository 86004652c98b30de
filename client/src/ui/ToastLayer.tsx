import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { cn } from './cn.ts';
import { useToastQueue } from './toast.ts';

export default function ToastLayer() {
  return (
    <Toast.Provider limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-3 bottom-[calc(env(safe-area-inset-bottom)+var(--keyboard-height)+5.5rem)] z-50 flex flex-col gap-2 sm:inset-x-auto sm:right-5 sm:bottom-5 sm:w-88">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts, add } = Toast.useToastManager();
  const { waiting } = useToastQueue();
  useEffect(() => {
    if (waiting.length === 0) return;
    useToastQueue.setState({ waiting: [] });
    for (const { title, description, kind, action } of waiting) {
      add({
        // The same said again is said once, for longer; what offers something is about one thing only.
        ...(action ? {} : { id: `${kind} ${title} ${description ?? ''}` }),
        title,
        type: kind,
        priority: kind === 'error' ? 'high' : 'low',
        timeout: kind === 'error' ? 8_000 : 5_000,
        ...(description ? { description } : {}),
        ...(action ? { actionProps: { children: action.label, onClick: action.onSelect } } : {}),
      });
    }
  }, [waiting, add]);
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={cn(
        'popup flex items-start gap-3 py-2.5 pr-2 pl-3.5 data-limited:hidden',
        toast.type === 'error' && 'border-l-3 border-danger',
      )}
    >
      <Toast.Content className="flex min-w-0 flex-1 flex-col gap-0.5 py-0.5">
        <Toast.Title className="text-ui font-medium text-ink" />
        <Toast.Description className="text-ui text-muted" />
      </Toast.Content>
      {toast.actionProps && (
        <Toast.Action className="h-7 shrink-0 rounded-md px-2 text-ui font-medium text-accent-ink hover:bg-hover" />
      )}
      <Toast.Close
        aria-label="Dismiss"
        className="flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover"
      >
        <X className="size-3.5" />
      </Toast.Close>
    </Toast.Root>
  ));
}
