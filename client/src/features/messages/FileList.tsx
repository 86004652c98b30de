import type { FileRef } from '@atrium/shared';
import { File } from 'lucide-react';

const size = new Intl.NumberFormat(undefined, {
  notation: 'compact',
  style: 'unit',
  unit: 'byte',
  unitDisplay: 'narrow',
});

export function FileList({ files }: { files: readonly FileRef[] }) {
  if (files.length === 0) return null;
  return (
    <ul className="mt-1 flex flex-wrap gap-1.5">
      {files.map((file) => (
        <li
          key={file.id}
          className="flex max-w-full items-center gap-2 rounded-lg px-2.5 py-1.5 text-ui shadow-[inset_0_0_0_1px_var(--c-line)]"
        >
          <File className="size-4 shrink-0 text-faint" />
          <span className="truncate">{file.name}</span>
          <span className="shrink-0 text-xs text-faint">
            {size.format(file.size)}
            {file.imported && ', not brought along'}
          </span>
        </li>
      ))}
    </ul>
  );
}
