import { type ReactNode, useEffect } from 'react';
import { Mark } from './Mark.tsx';

/** The page of everybody who is not (yet) inside: one column, one thing to do. */
export function Page({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Atrium`;
  }, [title]);
  return (
    <main className="relative flex min-h-full flex-col items-center justify-center overflow-y-auto bg-sunken px-4 py-10">
      <Arches />
      <div className="relative w-full max-w-[26rem]">
        <div className="mb-6 flex items-center gap-2.5">
          <Mark className="size-9" />
          <span className="text-lg font-semibold tracking-tight">Atrium</span>
        </div>
        <div className="rounded-2xl bg-raised p-6 shadow-float sm:p-8">
          <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
          {lead && <div className="mt-1.5 text-sm text-muted">{lead}</div>}
          <div className="mt-6 flex flex-col gap-4">{children}</div>
        </div>
      </div>
    </main>
  );
}

/** A colonnade at the foot of the page, hardly there. */
function Arches() {
  return (
    <svg
      aria-hidden
      className="pointer-events-none absolute inset-x-0 bottom-0 h-2/5 w-full text-accent opacity-[0.07] dark:opacity-[0.12]"
      preserveAspectRatio="xMidYMax slice"
      viewBox="0 0 720 200"
    >
      {[0, 1, 2, 3, 4, 5].map((arch) => (
        <path
          key={arch}
          d={`M${arch * 120 + 8} 200V92a52 52 0 0 1 104 0V200h-14V92a38 38 0 0 0-76 0V200z`}
          fill="currentColor"
        />
      ))}
    </svg>
  );
}
