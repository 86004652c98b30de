import { Mark } from './Mark.tsx';

export function Splash() {
  return (
    <main aria-busy className="flex h-full items-center justify-center bg-sunken">
      <Mark className="pulse-soft size-12" />
      <span className="sr-only">Opening the workspace</span>
    </main>
  );
}
