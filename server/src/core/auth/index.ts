import type { Connection, Model } from 'mongoose';
import { type Authenticator, createAuthenticator } from '../authenticate.ts';
import type { Directory } from '../directory.ts';
import type { LibraryOptions } from './library.ts';
import { loadSecret, type Secret } from './secret.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { tokenModel, type TokenRow } from './token-model.ts';
import type { Config } from '../../config.ts';

export type { Device, SessionRow, Sessions } from './sessions.ts';

/** Who is who and how they prove it: the ground under `authenticate` and the account commands. */
export interface Auth extends Authenticator {
  sessions: Sessions;
  tokens: Model<TokenRow>;
  secret: Secret;
}

export interface AuthOptions extends Omit<LibraryOptions, 'secret' | 'config'> {
  config: Pick<Config, 'DATA_DIR' | 'PUBLIC_URL' | 'SESSION_SECRET'>;
  db: { connection: Connection };
  directory: Pick<Directory, 'get'>;
  clock: () => number;
}

export async function createAuth(options: AuthOptions): Promise<Auth> {
  const secret = await loadSecret(options.config);
  const sessions = await createSessions({ ...options, secret });
  const tokens = tokenModel(options.db.connection);
  return { secret, sessions, tokens, ...createAuthenticator({ ...options, sessions, tokens }) };
}
