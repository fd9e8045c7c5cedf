/** The logical units of a target device, as one of them sees them for REPORT LUNS (SPC-4 §6.33); the target device implements it. */
import type { Lun, Nexus } from './target.ts';

export interface LogicalUnitInventory {
  /** Those that are shown to this nexus, ascending. */
  luns(nexus: Nexus): readonly Lun[];
  /** REPORT LUNS has told this nexus: 3F/0E ends for it on every logical unit. */
  reported(nexus: Nexus): void;
}
