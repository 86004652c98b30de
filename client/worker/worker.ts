/**
 * The shell without a server: the page and its code, as one build, so that a later visit paints from this device while
 * nothing answers. It keeps nothing else: what people wrote is in IndexedDB, and the API, the sockets and files pass by.
 *
 * A page comes from the server as long as there is one; its code comes from the build that it belongs to. A newer build waits
 * in a cache of its own until no tab shows the old one any more: old and new code never meet, and a part that an old page asks
 * for late is still there after the server has a newer one.
 */
const sw = globalThis as unknown as ServiceWorkerGlobalScope;

/** Put in at build. */
declare const BUILD: {
  /** Changes with any file. */
  id: string;
  /** The page's first script, by which its build is known. */
  entry: string;
  files: readonly string[];
};

const page = '/';
const cacheName = `atrium-shell-${BUILD.id}`;
const files: ReadonlySet<string> = new Set(BUILD.files);
/** Of other parts of the server, and what looks like a file: where these are unknown they are not the page. */
const notAPage = /^\/(api|socket\.io|assets|files)(\/|$)|\.[^/]*$/;
/** A server that is slower than this is as good as none, when the page is here. */
const pageWithinMs = 4_000;

sw.addEventListener('install', (event) => event.waitUntil(install()));
sw.addEventListener('activate', (event) => event.waitUntil(activate()));
sw.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== sw.location.origin) return;
  if (files.has(pathname)) event.respondWith(fileOf(request));
  else if (request.mode === 'navigate' && !notAPage.test(pathname)) event.respondWith(pageOf(event));
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  const html = await fetch(page, { cache: 'no-cache', credentials: 'omit' });
  // A server that was replaced a moment ago, or one of several that are: its page would ask for code that is not here.
  if (!html.ok || !(await html.clone().text()).includes(BUILD.entry))
    throw new Error('a page of another build');
  await cache.addAll(BUILD.files);
  await cache.put(page, html);
}

async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith('atrium-') && name !== cacheName);
  await Promise.all(others.map((name) => caches.delete(name)));
  // The page is asked for while this worker starts.
  await sw.registration.navigationPreload?.enable();
}

async function fileOf(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function pageOf(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = cache.match(page);
  const fresh = fromServer(event);
  // Heard below, or after this worker has answered with the page that it keeps.
  event.waitUntil(fresh.catch(() => undefined));
  try {
    return await Promise.race([fresh, late()]);
  } catch {
    return (await kept) ?? fresh;
  }
}

async function fromServer(event: FetchEvent): Promise<Response> {
  const preloaded = (await event.preloadResponse) as Response | undefined;
  const response = preloaded ?? (await fetch(event.request));
  // What stands before a server says 502 to 504 while it is away.
  if (response.status >= 502 && response.status <= 504) throw new Error(`${response.status}`);
  return response;
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('late')), pageWithinMs);
  });
}
