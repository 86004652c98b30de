import { Toolbar } from '@base-ui/react/toolbar';
import {
  Apple,
  CircleHelp,
  Clock,
  Flag,
  Hand,
  Leaf,
  Lightbulb,
  type LucideIcon,
  Plane,
  Shapes,
  Smile,
  Trophy,
} from 'lucide-react';
import { cn } from '../../ui/cn.ts';
import { recentName } from './emoji-lines.ts';

/** By the beginning of the name that the data gives it. */
const icons: readonly [begin: string, Icon: LucideIcon][] = [
  [recentName, Clock],
  ['Smileys', Smile],
  ['People', Hand],
  ['Animals', Leaf],
  ['Food', Apple],
  ['Travel', Plane],
  ['Activities', Trophy],
  ['Objects', Lightbulb],
  ['Symbols', Shapes],
  ['Flags', Flag],
];

interface Props {
  names: readonly string[];
  /** The one at the top of the list; null while something is looked for. */
  current: string | null;
  onChoose: (name: string) => void;
}

/** A row of buttons that lead to the categories of the list below. */
export function EmojiCategories({ names, current, onChoose }: Props) {
  return (
    <Toolbar.Root aria-label="Categories" className="flex shrink-0 justify-between px-2 pb-1">
      {names.map((name) => {
        const Icon = icons.find(([begin]) => name.startsWith(begin))?.[1] ?? CircleHelp;
        return (
          <Toolbar.Button
            key={name}
            aria-label={name}
            title={name}
            aria-current={name === current || undefined}
            onClick={() => onChoose(name)}
            className={cn(
              'flex h-7 min-w-0 flex-1 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink coarse:h-10 [&_svg]:size-4',
              name === current && 'bg-accent-soft text-accent-ink hover:bg-accent-soft hover:text-accent-ink',
            )}
          >
            <Icon aria-hidden />
          </Toolbar.Button>
        );
      })}
    </Toolbar.Root>
  );
}
