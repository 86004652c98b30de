import {
  type ChannelId,
  type ChannelPreference,
  defaultPreferences,
  type MemberId,
  type Preferences,
} from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';
import { rowsBy } from '../core/gathered.ts';

export interface PreferencesRow {
  _id: MemberId;
  values: Partial<Preferences>;
  /** Activity up to then was marked as read in the list. */
  activityReadAt?: number;
}

export interface ChannelPreferenceRow extends ChannelPreference {
  memberId: MemberId;
}

const schema = new Schema<PreferencesRow>(
  {
    _id: { type: String, required: true },
    values: { type: Schema.Types.Mixed, default: {} },
    activityReadAt: Number,
  },
  { collection: 'preferences', versionKey: false, minimize: false },
);

const channelSchema = new Schema<ChannelPreferenceRow>(
  {
    channelId: { type: String, required: true },
    memberId: { type: String, required: true },
    level: { type: String, default: null },
    section: { type: String, default: null },
    order: { type: Number, default: 0 },
  },
  { collection: 'channel_preferences', versionKey: false },
);
channelSchema.index({ channelId: 1, memberId: 1 }, { unique: true });
channelSchema.index({ memberId: 1 });

export function preferencesRows(connection: Connection): Model<PreferencesRow> {
  const known = connection.models.Preferences as Model<PreferencesRow> | undefined;
  return known ?? connection.model<PreferencesRow>('Preferences', schema);
}

export function channelPreferencesRows(connection: Connection): Model<ChannelPreferenceRow> {
  const known = connection.models.ChannelPreference as Model<ChannelPreferenceRow> | undefined;
  return known ?? connection.model<ChannelPreferenceRow>('ChannelPreference', channelSchema);
}

const rowsOf = rowsBy<PreferencesRow, MemberId>({ collection: 'preferences', field: '_id' });
const channelRowsOf = rowsBy<ChannelPreferenceRow, MemberId>({
  collection: 'channel_preferences',
  field: 'memberId',
});

export async function preferencesOf(
  connection: Connection,
  memberId: MemberId,
): Promise<PreferencesRow | undefined> {
  return (await rowsOf(connection, memberId))[0];
}

export async function loadPreferences(connection: Connection, memberId: MemberId): Promise<Preferences> {
  return toPreferences(await preferencesOf(connection, memberId));
}

/** What a member has not set is as everybody begins. */
export function toPreferences(row: PreferencesRow | undefined): Preferences {
  return { ...defaultPreferences, ...row?.values };
}

export async function loadChannelPreferences(
  connection: Connection,
  memberId: MemberId,
): Promise<ChannelPreference[]> {
  return (await channelRowsOf(connection, memberId)).map(toChannelPreference);
}

export function toChannelPreference({
  channelId,
  level,
  section,
  order,
}: ChannelPreferenceRow): ChannelPreference {
  return { channelId: channelId as ChannelId, level, section, order };
}
