/** Where archives lie. Names are made of ids of ours alone: nothing that a client sends becomes part of a path. */
import { join } from 'node:path';
import { AtriumError } from '@atrium/shared';
import type { Config } from '../config.ts';

type Place = Pick<Config, 'DATA_DIR'>;

const harmless = /^[0-9A-Za-z_-]{1,64}$/;

export const importsFolder = ({ DATA_DIR }: Place) => join(DATA_DIR, 'imports');
export const uploadsFolder = (config: Place) => join(importsFolder(config), 'uploads');
export const exportsFolder = ({ DATA_DIR }: Place) => join(DATA_DIR, 'exports');

export function uploadPath(config: Place, id: string): string {
  return join(uploadsFolder(config), `${checked(id)}.zip`);
}

export function exportPath(config: Place, id: string): string {
  return join(exportsFolder(config), `${checked(id)}.zip`);
}

export function reportFolder(config: Place, archiveId: string): string {
  return join(importsFolder(config), checked(archiveId));
}

function checked(id: string): string {
  if (!harmless.test(id)) throw new AtriumError('not_found');
  return id;
}
