/** The System log of Event Viewer. */
export interface SystemLogEntry {
  /** As Event Viewer shows it: `iScsiPrt`, `4mmdat`, `Removable Storage Service`. */
  readonly source: string;
  readonly id: number;
  readonly text: string;
}

export interface SystemLog {
  write(entry: SystemLogEntry): void;
}
