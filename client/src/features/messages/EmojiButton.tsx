import { lazy, type ReactElement } from 'react';
import { closeFloating } from '../../ui/floating.ts';
import { Popover } from '../../ui/Popover.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { LazyPart } from '../frame/LazyPart.tsx';

const EmojiPicker = lazy(() => import('../emoji/EmojiPicker.tsx'));

interface Props {
  label: string;
  onPick: (emoji: string) => void;
  onOpenChange?: (open: boolean) => void;
  /** The button. */
  children: ReactElement<object>;
}

/** A button with the emoji picker behind it, which is fetched when it is first opened. */
export function EmojiButton({ label, onPick, onOpenChange, children }: Props) {
  return (
    <Popover
      title={label}
      trigger={children}
      className="p-0"
      align="end"
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      <LazyPart waiting={<Skeleton className="h-96 w-80 max-w-[calc(100vw-1.5rem)]" />}>
        <EmojiPicker
          onPick={(emoji) => {
            closeFloating();
            onPick(emoji);
          }}
        />
      </LazyPart>
    </Popover>
  );
}
