// Starts worker.ts where there is no bundle. In a worker of Node 20 `--import tsx` does nothing, so the
// loader is registered here.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
