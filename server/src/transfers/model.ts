import type {
  ExportFormat,
  ExportJob,
  ImportJob,
  ImportProgress,
  MemberId,
  TransferState,
} from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';

/** An import or an export that somebody asked for on the owner's page. */
export interface TransferRow {
  _id: string;
  kind: 'import' | 'export';
  /** Of an import: the archive's file name, for people alone: no path is made of it. */
  name: string;
  format: ExportFormat | null;
  byId: MemberId;
  state: TransferState;
  size: number;
  received: number;
  messages: number;
  createdAt: number;
  finishedAt: number | null;
  problem: string | null;
  progress: ImportProgress | null;
  /** Under which the importer knows the archive, once it has been opened. */
  archiveId: string | null;
  /** `import` or `export` while it is not over. Unique: there is one of each at a time, on whichever node it was asked for. */
  open?: 'import' | 'export';
}

const schema = new Schema<TransferRow>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    name: { type: String, default: '' },
    format: { type: String, default: null },
    byId: { type: String, required: true },
    state: { type: String, required: true },
    size: { type: Number, default: 0 },
    received: { type: Number, default: 0 },
    messages: { type: Number, default: 0 },
    createdAt: { type: Number, required: true },
    finishedAt: { type: Number, default: null },
    problem: { type: String, default: null },
    progress: { type: Object, default: null },
    archiveId: { type: String, default: null },
    open: String,
  },
  { collection: 'transfers', versionKey: false, minimize: false },
);
schema.index({ open: 1 }, { unique: true, partialFilterExpression: { open: { $gt: '' } } });
schema.index({ kind: 1, createdAt: -1 });

export function transferModel(connection: Connection): Model<TransferRow> {
  return (
    (connection.models['Transfer'] as Model<TransferRow> | undefined) ??
    connection.model<TransferRow>('Transfer', schema)
  );
}

export function toImportJob(row: TransferRow, totals: ImportJob['totals'] = null): ImportJob {
  const { _id: id, name, byId, state, size, received, createdAt, finishedAt, problem, progress } = row;
  return { id, name, byId, state, size, received, createdAt, finishedAt, problem, progress, totals };
}

export function toExportJob(row: TransferRow): ExportJob {
  const { _id: id, format, byId, state, createdAt, finishedAt, problem, size, messages } = row;
  return {
    ...{ id, format: format ?? 'slack', byId, state, createdAt, finishedAt, problem },
    ...{ size, messages },
  };
}
