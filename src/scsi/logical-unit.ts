/**
 * A logical unit (SAM-5 §4.6.8): the task set, and around the device everything that SAM and SPC have in common for all of them. A device
 * makes its logical unit itself, as the last step of its constructor:
 *
 *     this.logicalUnit = new LogicalUnit({ device: this, publish });
 */
import type { Publish } from '../foundation/event.ts';
import type { AdditionalSense } from './additional-sense.ts';
import type { DeviceServer } from './device-server.ts';
import type { MediumRemoval } from './medium-removal.ts';
import type { ModePageValues } from './mode-pages.ts';
import type { Lun, Nexus } from './target.ts';
import type { UnitAttentions } from './unit-attention.ts';

export declare class LogicalUnit {
  readonly device: DeviceServer;
  readonly modePages: ModePageValues;
  readonly unitAttentions: UnitAttentions;
  /** Kept for devices with removable media; PREVENT ALLOW MEDIUM REMOVAL is a shared row. */
  readonly mediumRemoval: MediumRemoval;

  constructor(options: { device: DeviceServer; publish?: Publish; taskSetSize?: number });

  /** The words for a CDB: `READ(6) fixed transferLength=1`. */
  describe(cdb: Uint8Array): string;
  /** A unit attention for every nexus but `except`: a device's 28/00 after a load. */
  establishUnitAttention(condition: AdditionalSense, except?: Nexus): void;
  /** The logical units beside this one, for REPORT LUNS; told by the target device. */
  joinTarget(inventory: () => readonly Lun[]): void;
}
