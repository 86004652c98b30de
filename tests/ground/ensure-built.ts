import { ensureBuilt } from '../../scripts/ensure.mjs';

/** These tests start the built server as a person does, so what is built must be what is in the tree. */
export default async function setup(): Promise<void> {
  await ensureBuilt();
}
