/**
 * A SCSI target device (SAM-5 §4.6): routes tasks and task management functions to its logical units by LUN, and carries what concerns all of
 * them, a nexus coming or going and the resets of the whole target, to each.
 *
 * A unit that a nexus is not shown (LUN masking) is not there for it, and it can do nothing to it: its target resets end at the units it may
 * access, as SAM-2 §6.6 has it under access controls, for else one host could break off every other's backup.
 *
 * A unit can be taken away and put back, as a device behind a bridge is when its cable is: its nexuses hear of it from the units that are left
 * (SPC-4 §6.33, REPORTED LUNS DATA HAS CHANGED), and it hears of theirs.
 */
import { type Publish, publishNothing } from '../foundation/event.ts';
import { invariant } from '../foundation/invariant.ts';
import { type Absence, AbsentLogicalUnit } from './absent-logical-unit.ts';
import { additionalSense } from './additional-sense.ts';
import type { Reset } from './device-server.ts';
import type { TargetDeviceEvent } from './events.ts';
import type { LogicalUnitInventory } from './inventory.ts';
import type { LogicalUnit } from './logical-unit.ts';
import type {
  Lun,
  Nexus,
  ScsiTarget,
  ScsiTask,
  TaskManagementFunction,
  TaskManagementRequest,
  TaskManagementResponse,
  TaskOutcome,
} from './target.ts';

type LogicalUnitFunction = (unit: LogicalUnit, request: TaskManagementRequest) => Promise<TaskManagementResponse>;

const complete = async (done: Promise<void>): Promise<TaskManagementResponse> => {
  await done;
  return 'complete';
};

/** The functions of one logical unit (SAM-5 §7). CLEAR ACA is none of them: NormACA=0. */
const logicalUnitFunctions: Partial<Record<TaskManagementFunction, LogicalUnitFunction>> = {
  'abort-task': async (unit, { nexus, tag }) =>
    tag !== undefined && (await unit.abortTask(nexus, tag)) ? 'complete' : 'task-does-not-exist',
  'abort-task-set': (unit, { nexus }) => complete(unit.abortTaskSet(nexus)),
  'clear-task-set': (unit, { nexus }) => complete(unit.clearTaskSet(nexus)),
  'logical-unit-reset': (unit, { nexus }) => complete(unit.reset('logical-unit-reset', nexus)),
};

/** The functions of the whole target; a cold reset is a power on besides (RFC 7143 §11.5.1). */
const targetFunctions: Partial<Record<TaskManagementFunction, Reset>> = {
  'target-warm-reset': 'hard-reset',
  'target-cold-reset': 'power-on',
};

export class ScsiTargetDevice implements ScsiTarget {
  readonly #logicalUnits: ReadonlyMap<Lun, LogicalUnit>;
  readonly #absent: AbsentLogicalUnit;
  readonly #inventory: LogicalUnitInventory;
  /** What answers in the place of those that have been taken away. */
  readonly #withdrawn = new Map<Lun, AbsentLogicalUnit>();
  /** Those that there are, by their ids. */
  readonly #nexuses = new Map<string, Nexus>();
  readonly #publish: Publish<TargetDeviceEvent>;

  constructor(options: { logicalUnits: ReadonlyMap<Lun, LogicalUnit>; publish?: Publish }) {
    this.#publish = options.publish ?? publishNothing;
    this.#logicalUnits = options.logicalUnits;
    const inventory: LogicalUnitInventory = {
      luns: (nexus) => [...this.#logicalUnits.keys()].filter((lun) => this.#isAt(nexus, lun)).sort((a, b) => a - b),
      reported: (nexus) => {
        for (const unit of this.#shownTo(nexus)) unit.unitAttentions.clear(nexus, additionalSense.reportedLunsDataChanged);
      },
    };
    this.#inventory = inventory;
    this.#absent = new AbsentLogicalUnit(inventory);
    for (const unit of this.#logicalUnits.values()) unit.joinTarget(inventory);
  }

  /** Takes the unit at a LUN away from all nexuses; what is returned puts it back, unless it has been taken away once more since. */
  withdraw(lun: Lun, as: Absence): () => void {
    const unit = this.#logicalUnits.get(lun);
    invariant(unit !== undefined, 'what is taken away is a unit of this target');
    const { identity } = unit.identification;
    const place = new AbsentLogicalUnit(this.#inventory, as === 'disconnected' ? identity : undefined);
    const about = { unit: unit.device.identity.serialNumber, lun } as const;
    this.#withdrawn.set(lun, place);
    void unit.withdrawn();
    this.#inventoryChanged(lun);
    this.#publish({ event: 'target-device.unit-withdrawn', ...about });
    return () => {
      if (this.#withdrawn.get(lun) !== place) return;
      this.#withdrawn.delete(lun);
      this.#inventoryChanged(lun);
      this.#publish({ event: 'target-device.unit-returned', ...about });
    };
  }

  nexusEstablished(nexus: Nexus): void {
    this.#nexuses.set(nexus.id, nexus);
    for (const unit of this.#unitsOf(nexus)) unit.nexusEstablished(nexus);
  }

  nexusLost(nexus: Nexus): void {
    this.#nexuses.delete(nexus.id);
    for (const unit of this.#unitsOf(nexus)) void unit.nexusLost(nexus);
    this.#publish({ event: 'target-device.nexus-lost', nexus });
  }

  tasksAbandoned(nexus: Nexus): void {
    for (const unit of this.#shownTo(nexus)) void unit.tasksAbandoned(nexus);
  }

  execute(task: ScsiTask): Promise<TaskOutcome> {
    return this.#at(task)?.execute(task) ?? this.#executeAbsent(task);
  }

  async #executeAbsent(task: ScsiTask): Promise<TaskOutcome> {
    const { nexus, lun, tag, cdb } = task;
    const place = lun === undefined || !isShown(nexus, lun) ? undefined : this.#withdrawn.get(lun);
    const outcome = await (place ?? this.#absent).execute(task);
    this.#publish({ event: 'target-device.absent-unit-asked', nexus, lun, tag, cdb, outcome });
    return outcome;
  }

  async manage(request: TaskManagementRequest): Promise<TaskManagementResponse> {
    const response = await this.#manage(request);
    this.#publish({ event: 'target-device.task-management', request, response });
    return response;
  }

  async #manage(request: TaskManagementRequest): Promise<TaskManagementResponse> {
    const reset = targetFunctions[request.function];
    if (reset !== undefined) {
      await Promise.all(this.#shownTo(request.nexus).map((unit) => unit.reset(reset, request.nexus)));
      return 'complete';
    }
    const unit = this.#at(request);
    if (unit === undefined) return 'lun-does-not-exist';
    return (await logicalUnitFunctions[request.function]?.(unit, request)) ?? 'not-supported';
  }

  /** Each nexus that is shown the LUN hears of it from every unit that it is shown and that is there. */
  #inventoryChanged(lun: Lun): void {
    for (const nexus of this.#nexuses.values())
      if (isShown(nexus, lun))
        for (const unit of this.#shownTo(nexus)) unit.unitAttentions.establishFor(nexus, additionalSense.reportedLunsDataChanged);
  }

  #shownTo(nexus: Nexus): readonly LogicalUnit[] {
    return [...this.#logicalUnits].filter(([lun]) => this.#isAt(nexus, lun)).map(([, unit]) => unit);
  }

  /** The same with those that have been taken away. */
  #unitsOf(nexus: Nexus): readonly LogicalUnit[] {
    return [...this.#logicalUnits].filter(([lun]) => isShown(nexus, lun)).map(([, unit]) => unit);
  }

  #at({ nexus, lun }: { nexus: Nexus; lun: Lun | undefined }): LogicalUnit | undefined {
    return lun === undefined || !this.#isAt(nexus, lun) ? undefined : this.#logicalUnits.get(lun);
  }

  #isAt(nexus: Nexus, lun: Lun): boolean {
    return isShown(nexus, lun) && !this.#withdrawn.has(lun);
  }
}

const isShown = ({ luns }: Nexus, lun: Lun): boolean => luns === undefined || luns.has(lun);
