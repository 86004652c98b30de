import { useEffect } from 'react';
import { usePreferences } from '../../state/index.ts';
import { useMedia } from '../../ui/use-media.ts';

/** Puts the chosen theme and density on the page, and where `theme.js` finds them before the next first paint. */
export function useAppearance(): void {
  const { theme, density } = usePreferences();
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  useEffect(() => {
    const dark = theme === 'dark' || (theme === 'system' && systemDark);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    document.documentElement.dataset['density'] = density;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark ? '#1b1917' : '#f6f4f0');
    localStorage.setItem('atrium.theme', theme);
    localStorage.setItem('atrium.density', density);
  }, [theme, density, systemDark]);
}
