/** What a logical unit publishes. `unit` is the serial number: a logical unit does not know under which LUN it is served. */
import type { Happening } from '../foundation/event.ts';
import type { Reset } from './device-server.ts';
import type { Nexus, TaskManagementRequest, TaskManagementResponse, TaskOutcome } from './target.ts';

export type LogicalUnitEvent =
  /** A task has ended; how its CDB and sense read in words is asked of the unit and of `describeSense`. */
  | (Happening & {
      readonly event: 'logical-unit.task-ended';
      readonly unit: string;
      readonly nexus: Nexus;
      readonly cdb: Uint8Array;
      readonly outcome: TaskOutcome;
    })
  | (Happening & { readonly event: 'logical-unit.reset'; readonly unit: string; readonly kind: Reset })
  /** A command, a reset or the loss of a nexus broke off because of a bug of ours; a command's host was told INTERNAL TARGET FAILURE. */
  | (Happening & { readonly event: 'logical-unit.bug'; readonly unit: string; readonly error: unknown; readonly cdb?: Uint8Array });

/** What a target device publishes. */
export type TargetDeviceEvent =
  | (Happening & { readonly event: 'target-device.nexus-lost'; readonly nexus: Nexus })
  | (Happening & {
      readonly event: 'target-device.task-management';
      readonly request: TaskManagementRequest;
      readonly response: TaskManagementResponse;
    });
