import { Dialog, DialogBody } from '../../ui/Dialog.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { formatKeys, shortcuts } from './registry.ts';

const groups = ['Everywhere', 'In the side bar', 'In a channel', 'On a message', 'While writing'] as const;

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts" className="sm:max-w-3xl">
      <DialogBody readOnly className="block columns-1 gap-x-10 sm:columns-2">
        {groups.map((group) => (
          <section key={group} className="mb-6 break-inside-avoid">
            <h3 className="mb-1.5 text-xs font-medium text-faint">{group}</h3>
            <dl>
              {Object.entries(shortcuts)
                .filter(([, shortcut]) => shortcut.group === group)
                .map(([name, { keys, says }]) => (
                  <div
                    key={name}
                    className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0"
                  >
                    <dt className="text-ui">{says}</dt>
                    <dd className="flex items-center gap-1.5">
                      <Kbd keys={formatKeys(keys[0])} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </DialogBody>
    </Dialog>
  );
}
