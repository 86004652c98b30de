import { ensureBuilt } from '../../scripts/ensure.mjs';

/** Nodes run the built server; nobody opens its pages here. */
export default async function setup(): Promise<void> {
  await ensureBuilt(['server']);
}
