/** A logical unit as its shared command rows see it: the device, and what SAM and SPC keep beside it. */

import type { Buffers } from './buffers.ts';
import type { CommandContext } from './command.ts';
import type { CommandTable } from './command-table.ts';
import type { DeviceServer } from './device-server.ts';
import type { Identification } from './identification.ts';
import type { LogicalUnitInventory } from './inventory.ts';
import type { LogPage } from './log-pages.ts';
import type { LogValues } from './log-values.ts';
import type { MediumRemoval } from './medium-removal.ts';
import type { ModePages } from './mode-pages.ts';
import type { PersistentReservationKeeper } from './persistent-reservation-keeper.ts';
import type { Reservation } from './reservation.ts';
import type { Sense } from './sense.ts';
import type { Timestamp } from './timestamp.ts';
import type { UnitAttentions } from './unit-attention.ts';

export interface LogicalUnitView {
  readonly device: DeviceServer;
  readonly commands: CommandTable;
  readonly modePages: ModePages;
  readonly logPages: readonly LogPage[];
  readonly logValues: LogValues;
  readonly identification: Identification;
  readonly unitAttentions: UnitAttentions;
  /** By RESERVE. */
  readonly reservation: Reservation;
  /** By PERSISTENT RESERVE OUT. */
  readonly persistentReservations: PersistentReservationKeeper;
  readonly mediumRemoval: MediumRemoval;
  readonly timestamp: Timestamp;
  readonly buffers: Buffers;
  readonly inventory: LogicalUnitInventory;
  /** Undefined: ready. Else why it is not, whether the device says so or something keeps it from being ready. */
  readiness(): Sense | undefined;
  /** Aborts the tasks of these nexuses, by their ids, but the one that is `by`; resolves when they are gone. */
  abortTasksOf(nexuses: ReadonlySet<string>, by: CommandContext): Promise<void>;
}
