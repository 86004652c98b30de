/** Ids are made from the archive's own: imported twice is imported once. An id is no secret. */
import { hash } from 'node:crypto';
import type { ChannelId, ClientId, CompanyId, FileId, MemberId } from '@atrium/shared';

function idFrom(...parts: readonly string[]): string {
  return hash('sha256', parts.join('\n'), 'base64url').slice(0, 22);
}

export const importedMemberId = (source: string, key: string) => idFrom('member', source, key) as MemberId;
export const importedChannelId = (source: string, key: string) => idFrom('channel', source, key) as ChannelId;
export const importedCompanyId = (name: string) => idFrom('company', name) as CompanyId;
export const importedFileId = (source: string, key: string) => idFrom('file', source, key) as FileId;
export const importedClientId = (source: string, channel: string, what: string) =>
  idFrom('entry', source, channel, what) as ClientId;
