/**
 * The server's own secret: it signs session cookies and seals what only this server may read again. It is never in the
 * database, so that a stolen copy of the database forges nothing.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError } from '../../config.ts';

export interface Secret {
  /** A key for one purpose; keys of different purposes tell nothing about each other. */
  keyFor(purpose: string): Buffer;
}

const fileName = 'secret';
const minLength = 32;

/** `SESSION_SECRET`, which several nodes must share; else the data folder's own, made at the first start. */
export async function loadSecret(config: Pick<Config, 'DATA_DIR' | 'SESSION_SECRET'>): Promise<Secret> {
  return toSecret(config.SESSION_SECRET ?? (await ownSecret(config.DATA_DIR)));
}

export function toSecret(text: string): Secret {
  return { keyFor: (purpose) => Buffer.from(hkdfSync('sha256', text, 'atrium', purpose, 32)) };
}

async function ownSecret(folder: string): Promise<string> {
  const path = join(folder, fileName);
  const kept = await readKept(path);
  if (kept !== undefined) return kept;
  await mkdir(folder, { recursive: true });
  await writeOnce(path, randomBytes(48).toString('base64url'));
  const written = await readKept(path);
  if (written === undefined) throw new ConfigError(`${path} cannot be read.`);
  return written;
}

async function readKept(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const secret = text.trim();
  if (secret.length < minLength)
    throw new ConfigError(`${path} is damaged: delete it, and everybody signs in anew.`);
  return secret;
}

/** Whole or not at all, and the first writer wins: two processes that start at once must not sign with two secrets. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}

const nonceLength = 12;
const tagLength = 16;

/** Encrypts and authenticates a text under the key (AES-256-GCM, a random nonce): for fewer than 2³² texts. */
export function sealBytes(key: Buffer, text: string): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Null for what was sealed under another key or was changed since. */
export function unsealBytes(key: Buffer, sealed: Buffer): string | null {
  const bodyAt = nonceLength + tagLength;
  if (sealed.length < bodyAt) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength));
  decipher.setAuthTag(sealed.subarray(nonceLength, bodyAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** As text, to be kept where texts are. */
export function seal(key: Buffer, text: string): string {
  return sealBytes(key, text).toString('base64url');
}

export function unseal(key: Buffer, sealed: string): string | null {
  return unsealBytes(key, Buffer.from(sealed, 'base64url'));
}
