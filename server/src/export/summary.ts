export interface ExportSummary {
  files: number;
  messages: number;
}
