/**
 * Is this page the one that the server gives out now? Its script's name changes with each build, also where the version did
 * not. True where nothing can be learnt: without a server, or before a page of its own.
 */
export async function isNewestPage(): Promise<boolean> {
  const entry = document.querySelector('script[type="module"][src]')?.getAttribute('src');
  if (!entry) return true;
  const response = await fetch('/', { cache: 'no-cache', credentials: 'omit' }).catch(() => null);
  return !response?.ok || (await response.text()).includes(`"${entry}"`);
}
