/** What a logical unit publishes. `unit` is the serial number: a logical unit does not know under which LUN it is served. */
import type { Happening } from '../foundation/event.ts';
import type { Reset } from './device-server.ts';
import type { Nexus, ScsiTask, TaskManagementRequest, TaskManagementResponse, TaskOutcome } from './target.ts';
import type { TaskCourse } from './task-set.ts';

type EndedTask = Pick<ScsiTask, 'nexus' | 'lun' | 'tag' | 'cdb'> & { readonly outcome: TaskOutcome };

export type LogicalUnitEvent =
  /** A task has ended; how its CDB and sense read in words is asked of the unit and of `describeSense`. */
  | (Happening & {
      readonly event: 'logical-unit.task-ended';
      readonly unit: string;
      readonly course: TaskCourse;
    } & EndedTask)
  | (Happening & { readonly event: 'logical-unit.reset'; readonly unit: string; readonly kind: Reset })
  /** A command, a reset or the loss of a nexus broke off because of a bug of ours; a command's host was told INTERNAL TARGET FAILURE. */
  | (Happening & { readonly event: 'logical-unit.bug'; readonly unit: string; readonly error: unknown; readonly cdb?: Uint8Array });

/** What a target device publishes. */
export type TargetDeviceEvent =
  /** All nexuses see, or see again, whether a logical unit is at this LUN. */
  | (Happening & {
      readonly event: 'target-device.unit-withdrawn' | 'target-device.unit-returned';
      readonly unit: string;
      readonly lun: number;
    })
  /** A task for a LUN where no logical unit is, or none that its nexus is shown, has ended. */
  | (Happening & { readonly event: 'target-device.absent-unit-asked' } & EndedTask)
  | (Happening & { readonly event: 'target-device.nexus-lost'; readonly nexus: Nexus })
  | (Happening & {
      readonly event: 'target-device.task-management';
      readonly request: TaskManagementRequest;
      readonly response: TaskManagementResponse;
    });
