/** The commands of a logical unit with faults on them: each passes the rules before it is executed, and once more when it has been. */
import type { CommandFilter } from '../scsi/command-filter.ts';
import type { Nexus } from '../scsi/target.ts';
import type { Faults } from './faults.ts';
import type { Occurrence, Whereabouts } from './occurrence.ts';
import type { UnitHandle } from './unit-handle.ts';

export interface UnitSurroundings {
  readonly faults: Faults;
  readonly unit: UnitHandle;
  whereabouts(): Whereabouts | undefined;
  /** The TSIH of the session that a nexus has. */
  sessionOf(nexus: Nexus): number | undefined;
}

export const faultyCommands = ({ faults, unit, whereabouts, sessionOf }: UnitSurroundings): CommandFilter => ({
  get inForce() {
    return faults.at('command');
  },
  async pass({ row, task, refused }, proceed) {
    const { nexus } = task;
    const { target, lun, device } = unit;
    const about = { target, lun, device, initiator: nexus.initiatorName, session: sessionOf(nexus), command: row.name, whereabouts };
    const occurrence: Occurrence & { readonly seam: 'command' } = { seam: 'command', ...about, failed: refused !== undefined };
    const passage = { row, context: task, unit, clock: faults.clock };
    const outcome = await faults.pass(occurrence, passage, proceed);
    return faults.passAfter(occurrence, passage, outcome);
  },
});
