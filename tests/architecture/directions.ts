/** Whether a file may import another: DESIGN section "Layout and direction", as a pure rule over two paths. */
export function mayImport(from: string, to: string): boolean {
  const [side, target] = [sideOf(from), sideOf(to)];
  if (target === undefined) return true;
  if (side === 'shared') return target === 'shared';
  if (side === 'server') return target === 'shared' || (target === 'server' && mayImportInServer(from, to));
  if (side === 'client') return target === 'shared' || (target === 'client' && mayImportInClient(from, to));
  return true;
}

function sideOf(path: string): 'shared' | 'server' | 'client' | undefined {
  if (path === '@atrium/shared' || path.startsWith('@atrium/shared/')) return 'shared';
  return (['shared', 'server', 'client'] as const).find((side) => path.startsWith(`${side}/`));
}

/** What every part of the server may use: the ground. */
const serverGround = ['config', 'log', 'metrics', 'db'];
/** Where the parts are put together; `context` is the type of what they share, open to all. */
const serverTop = ['app', 'main', 'cli', 'context'];

function mayImportInServer(from: string, to: string): boolean {
  const [source, target] = [folderOf(from), folderOf(to)];
  if (source === target || serverTop.includes(source)) return true;
  if (serverGround.includes(target) || target === 'context') return true;
  if (serverGround.includes(source) || serverTop.includes(target)) return false;
  // transport → core and features → core; the core knows no feature and no transport.
  if (source === 'core') return false;
  return target === 'core' || (source !== 'transport' && target !== 'transport');
}

/** A part may use those to its left. */
const clientOrder = ['net', 'state', 'features'];

function mayImportInClient(from: string, to: string): boolean {
  const [source, target] = [folderOf(from), folderOf(to)];
  if (source === 'ui') return target === 'ui';
  if (target === 'ui' || !clientOrder.includes(source)) return true;
  return clientOrder.indexOf(target) <= clientOrder.indexOf(source);
}

/** `server/src/threads/mute.ts` → `threads`; `server/src/app.ts` → `app`. */
function folderOf(path: string): string {
  return (path.split('/')[2] ?? '').replace(/\.tsx?$/, '');
}
