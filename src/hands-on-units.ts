/** What faults can do to the logical units of a lab: each by its target, its LUN and the name of its device. */
import type { Bays } from './bays.ts';
import type { Configuration } from './config/schema.ts';
import type { Whereabouts } from './faults/occurrence.ts';
import type { UnitHandle, Withdrawal } from './faults/unit-handle.ts';
import { UserError } from './foundation/user-error.ts';
import type { LogicalUnit } from './scsi/logical-unit.ts';
import type { ScsiTargetDevice } from './scsi/scsi-target-device.ts';
import type { TapeAlerts } from './scsi/tape-alert.ts';
import { toLun } from './scsi/target.ts';

/** What there is of a lab's units. */
export interface LabUnits {
  readonly configuration: Pick<Configuration, 'targets'>;
  readonly bays: Pick<Bays, 'drives' | 'libraries'>;
  /** By the names of their targets. */
  readonly devices: ReadonlyMap<string, ScsiTargetDevice>;
}

/** All of them, target by target in the order of their LUNs. */
export function handlesOf({ configuration: { targets }, bays, devices }: LabUnits): readonly HandOnUnit[] {
  return Object.entries(targets).flatMap(([target, { luns }]) =>
    Object.entries(luns).map(([lun, device]) => {
      const place = { target, lun: Number(lun), device, targetDevice: devices.get(target)! };
      const drive = bays.drives.get(device)?.drive;
      if (drive === undefined) return new HandOnUnit({ ...place, kind: 'library', unit: bays.libraries.get(device)!.changer });
      return new HandOnUnit({
        ...place,
        kind: 'drive',
        unit: drive,
        requestCleaning: () => drive.requestCleaning(),
        whereabouts: () => drive.whereabouts(),
      });
    }),
  );
}

interface Where {
  readonly target?: string | undefined;
  readonly lun?: number | undefined;
  readonly device?: string | undefined;
}

/** Those that fit; all of them where nothing is said. @throws UserError when there are none */
export function unitsAt(handles: readonly HandOnUnit[], { target, lun, device }: Where): readonly HandOnUnit[] {
  const found = handles.filter(
    (one) =>
      (device === undefined || one.device === device) &&
      (target === undefined || one.target === target) &&
      (lun === undefined || one.lun === lun),
  );
  if (found.length > 0) return found;
  const what = device ?? (lun === undefined ? target : `LUN ${lun} of ${target ?? 'any target'}`);
  throw new UserError('unit-unknown', `There is no logical unit ${what}.`, { hint: "'tapelab status' shows them." });
}

interface HandOnUnitOptions {
  readonly target: string;
  readonly lun: number;
  readonly device: string;
  readonly kind: UnitHandle['kind'];
  readonly targetDevice: Pick<ScsiTargetDevice, 'withdraw'>;
  readonly unit: { readonly logicalUnit: LogicalUnit; readonly alerts: TapeAlerts };
  readonly requestCleaning?: () => void;
  readonly whereabouts?: () => Whereabouts | undefined;
}

/** The id of a nexus that no host has. */
const nobody = { id: 'nobody' };

export class HandOnUnit implements UnitHandle {
  readonly target: string;
  readonly lun: number;
  readonly device: string;
  readonly kind: UnitHandle['kind'];
  readonly logicalUnit: LogicalUnit;
  readonly alerts: TapeAlerts;
  readonly requestCleaning?: () => void;
  /** Where a drive stands. */
  readonly whereabouts: () => Whereabouts | undefined;
  readonly #targetDevice: Pick<ScsiTargetDevice, 'withdraw'>;
  #withdrawal: Withdrawal | undefined;
  #endImpediment: (() => void) | undefined;

  constructor(options: HandOnUnitOptions) {
    const { target, lun, device, kind, targetDevice, unit, requestCleaning, whereabouts = () => undefined } = options;
    this.target = target;
    this.lun = lun;
    this.device = device;
    this.kind = kind;
    this.#targetDevice = targetDevice;
    this.logicalUnit = unit.logicalUnit;
    this.alerts = unit.alerts;
    this.whereabouts = whereabouts;
    if (requestCleaning !== undefined) this.requestCleaning = requestCleaning;
  }

  get identity(): UnitHandle['identity'] {
    return this.logicalUnit.identification.identity;
  }

  establishUnitAttention: UnitHandle['establishUnitAttention'] = (condition, { initiator } = {}) => {
    const { unitAttentions } = this.logicalUnit;
    if (initiator === undefined) unitAttentions.establish(condition);
    else unitAttentions.establishWhere(condition, (nexusId) => nexusId.startsWith(`${initiator},`));
  };

  takeUnitAttention: UnitHandle['takeUnitAttention'] = (nexus) => this.logicalUnit.unitAttentions.take(nexus);

  impede: UnitHandle['impede'] = (sense) => {
    this.#endImpediment = this.logicalUnit.impede(sense);
    return this.#endImpediment;
  };

  endImpediment(): void {
    this.#endImpediment?.();
  }

  withdraw: UnitHandle['withdraw'] = (as) => {
    const putBack = this.#targetDevice.withdraw(toLun(this.lun), as);
    const isOver = (): boolean => this.#withdrawal !== withdrawal;
    const withdrawal: Withdrawal = {
      get over() {
        return isOver();
      },
      end: () => {
        if (isOver()) return;
        this.#withdrawal = undefined;
        putBack();
      },
    };
    this.#withdrawal = withdrawal;
    return withdrawal;
  };

  get withdrawn(): boolean {
    return this.#withdrawal !== undefined;
  }

  putBack(): void {
    this.#withdrawal?.end();
  }

  disguise: UnitHandle['disguise'] = (disguise, how) => this.logicalUnit.disguise(disguise, how);

  powerOff(): Promise<void> {
    return this.logicalUnit.powerOff();
  }

  powerOn(): Promise<void> {
    return this.logicalUnit.reset('power-on');
  }

  reserveForNobody(): (() => void) | undefined {
    const { reservation } = this.logicalUnit;
    if (reservation.held) return undefined;
    reservation.reserve(nobody);
    return () => reservation.release(nobody);
  }
}
