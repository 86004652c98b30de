import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Announcer } from '../../ui/Announcer.tsx';
import { FloatingHost } from '../../ui/FloatingHost.tsx';
import { useNarrow } from '../../ui/use-media.ts';
import { followVisibleArea } from '../../ui/visible-area.ts';
import { Sidebar } from '../sidebar/Sidebar.tsx';
import { NoticeToasts } from '../notices/NoticeToasts.tsx';
import { ConnectionNotice } from './ConnectionNotice.tsx';
import { Edge } from './Edge.tsx';
import { FrameShortcuts } from './FrameShortcuts.tsx';
import { OverlayHost } from './OverlayHost.tsx';
import { TitleAndIcon } from './TitleAndIcon.tsx';
import { useAppearance } from './use-appearance.ts';
import { useStoredSize } from './use-stored-size.ts';

const sidebarSize = { key: 'atrium.sidebar', initial: 264, min: 208, max: 400 };

/** The workspace: the side bar, and beside it the screen that the address names. */
export function Frame() {
  useAppearance();
  useEffect(() => followVisibleArea(window, document.documentElement), []);
  const narrow = useNarrow();
  const { pathname } = useLocation();
  const [width, setWidth] = useStoredSize(sidebarSize);
  const showSidebar = !narrow || pathname === '/';
  const showMain = !narrow || pathname !== '/';
  return (
    <div className="flex h-(--visible-height) overflow-hidden bg-canvas">
      <a
        href="#main"
        className="sr-only z-50 rounded-lg bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the conversation
      </a>
      {showSidebar && (
        <div
          style={narrow ? undefined : { width }}
          className="relative flex shrink-0 flex-col bg-sunken max-md:w-full md:border-r md:border-line"
        >
          <Sidebar>
            {!narrow && (
              <Edge
                label="Width of the side bar"
                side="right"
                size={width}
                limits={sidebarSize}
                onChange={setWidth}
              />
            )}
          </Sidebar>
        </div>
      )}
      {showMain && (
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <ConnectionNotice />
          <div className="flex min-h-0 flex-1 flex-col">
            <Outlet />
          </div>
        </main>
      )}
      <OverlayHost />
      <Announcer />
      <FloatingHost />
      <FrameShortcuts />
      <TitleAndIcon />
      <NoticeToasts />
    </div>
  );
}
