import { cancel } from './cancel.ts';
import { listExports, removeExport, startExport } from './exports.ts';
import { list } from './list.ts';
import { report } from './report.ts';
import { start } from './start.ts';
import { upload } from './upload.ts';

export const transferHandlers = [upload, start, cancel, list, report, startExport, listExports, removeExport];
