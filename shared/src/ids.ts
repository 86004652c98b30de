/**
 * Identifiers. All are opaque strings of `[0-9A-Za-z_-]`; the brand keeps a channel's id out of a member's place.
 * An id is never a secret: knowing one gives no right to what it names.
 */
declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

export type MemberId = Brand<'MemberId'>;
export type ChannelId = Brand<'ChannelId'>;
export type CompanyId = Brand<'CompanyId'>;
export type FileId = Brand<'FileId'>;
/** Made by a client for one command that appends; unique per (channel, author) for as long as the channel lives. */
export type ClientId = Brand<'ClientId'>;

/** Position of an entry in its channel's journal: 1, 2, 3 … without gaps. */
export type Seq = number;

/** How far a reader has come. A position of another epoch, or beyond the head, is answered with `reset`. */
export interface Position {
  epoch: string;
  seq: Seq;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-';

declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array };

/** Random bytes are asked for in one go for many ids: asking costs more than they do. */
const pool = new Uint8Array(4_096);
let used = pool.length;

function nextByte(): number {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  return pool[used++] ?? 0;
}

/** A random id of `length` characters, 6 bits each, from the platform's CSPRNG (22 characters: 132 bits). */
export function newId<Id extends string = string>(length = 22): Id {
  let id = '';
  for (let count = 0; count < length; count += 1) id += ALPHABET[nextByte() & 63];
  return id as Id;
}
