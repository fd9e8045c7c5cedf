/**
 * A physical device object over a session: SCSI request blocks become commands with the port's allowance on their timeouts, and answers become SRB
 * statuses with 18 bytes of sense. While the connection is lost, what enumeration has asked is answered from its answers, and everything else waits.
 * Requests without tags go out one at a time.
 */
import { Exclusive } from '../../foundation/exclusive.ts';
import { Status } from '../../scsi/status.ts';
import type { Session } from '../initiator/session.ts';
import type { ScsiAnswer, ScsiStatusAnswer } from '../scsi.ts';
import { answerKey, type FoundUnit } from './enumeration.ts';
import type { EnumeratedUnit, PhysicalDevice, ScsiRequestBlock, SrbResult, SrbStatus } from './physical-device.ts';

/** SrbTimeoutDelta of iScsiPrt. */
const TIMEOUT_ALLOWANCE_MS = 15_000;
/** SENSE_BUFFER_SIZE of the DDK. */
const SENSE_BYTES = 18;
/** Commands that are answered from what is known while the connection is lost: INQUIRY and REPORT LUNS. */
const answeredFromCache: ReadonlySet<number> = new Set([0x12, 0xa0]);

export interface LogicalUnitOptions {
  readonly session: Session;
  readonly address: PhysicalDevice['address'];
  readonly found: FoundUnit;
  readonly invalidateBusRelations: () => void;
}

export class LogicalUnit implements PhysicalDevice, EnumeratedUnit {
  readonly peripheralDeviceType: number;
  readonly vendorId: string;
  readonly productId: string;
  readonly productRevision: string;
  readonly serialNumber: string | undefined;
  readonly commandQueueing: boolean;
  readonly address: PhysicalDevice['address'];
  readonly targetName: string;
  readonly invalidateBusRelations: () => void;
  readonly #session: Session;
  readonly #found: FoundUnit;
  readonly #oneAtATime = new Exclusive();
  #removed = false;

  constructor({ session, address, found, invalidateBusRelations }: LogicalUnitOptions) {
    const { unit } = found;
    this.peripheralDeviceType = unit.peripheralDeviceType;
    this.vendorId = unit.vendorId;
    this.productId = unit.productId;
    this.productRevision = unit.productRevision;
    this.serialNumber = unit.serialNumber;
    this.commandQueueing = unit.commandQueueing;
    this.address = address;
    this.targetName = session.targetName;
    this.invalidateBusRelations = invalidateBusRelations;
    this.#session = session;
    this.#found = found;
  }

  get removed(): boolean {
    return this.#removed;
  }

  remove(): void {
    this.#removed = true;
  }

  /** Whether enumeration has found the same unit again; revisions may differ after an update. */
  isSame({ lun, unit }: FoundUnit): boolean {
    return (
      lun === this.#found.lun &&
      unit.peripheralDeviceType === this.peripheralDeviceType &&
      unit.vendorId === this.vendorId &&
      unit.productId === this.productId &&
      unit.serialNumber === this.serialNumber
    );
  }

  async execute(block: ScsiRequestBlock): Promise<SrbResult> {
    const known = this.#session.state === 'held' ? this.#known(block) : undefined;
    if (known !== undefined && !this.#removed) return known;
    return this.commandQueueing ? this.#send(block, 'simple') : this.#oneAtATime.run(() => this.#send(block, 'untagged'));
  }

  async #send({ cdb, read, write, timeoutMs }: ScsiRequestBlock, taskAttribute: 'simple' | 'untagged'): Promise<SrbResult> {
    if (this.#removed) return withoutStatus('no-device');
    const answer = await this.#session.execute({
      lun: this.#found.lun,
      cdb,
      taskAttribute,
      timeoutMs: timeoutMs + TIMEOUT_ALLOWANCE_MS,
      ...(read === undefined ? {} : { read }),
      ...(write === undefined ? {} : { write }),
    });
    // What the device said after Plug and Play had taken it away reaches nobody.
    return this.#removed ? withoutStatus('no-device') : result(answer, write?.length ?? 0);
  }

  #known({ cdb, read = 0 }: ScsiRequestBlock): SrbResult | undefined {
    const answer = answeredFromCache.has(cdb[0]!) ? this.#found.answers.get(answerKey(cdb)) : undefined;
    return answer && delivered(answer.subarray(0, read), answer.length !== read);
  }
}

const noBytes = new Uint8Array();

const withoutStatus = (status: SrbStatus): SrbResult => ({
  status,
  scsiStatus: 0,
  sense: noBytes,
  data: noBytes,
  transferred: 0,
});

/** Fewer bytes than there was room for are a "data overrun" to a port driver as well. */
const delivered = (data: Uint8Array, otherLength: boolean): SrbResult => ({
  status: otherLength ? 'data-overrun' : 'success',
  scsiStatus: Status.good,
  sense: noBytes,
  data,
  transferred: data.length,
});

const noAnswerStatus = {
  'timed-out': 'timeout',
  aborted: 'aborted',
  'device-gone': 'no-device',
  failed: 'error',
} as const satisfies Record<Exclude<ScsiAnswer['kind'], 'status'>, SrbStatus>;

function result(answer: ScsiAnswer, written: number): SrbResult {
  if (answer.kind !== 'status') return withoutStatus(noAnswerStatus[answer.kind]);
  const data = answer.data.toBytes();
  return {
    status: srbStatus(answer),
    scsiStatus: answer.status,
    sense: answer.sense.subarray(0, SENSE_BYTES),
    data,
    transferred: written === 0 ? data.length : Math.max(0, written - Math.max(0, answer.residual)),
  };
}

function srbStatus({ status, residual }: ScsiStatusAnswer): SrbStatus {
  if (status === Status.good || status === Status.conditionMet) return residual === 0 ? 'success' : 'data-overrun';
  if (status === Status.busy || status === Status.taskSetFull) return 'busy';
  return status === Status.taskAborted ? 'aborted' : 'error';
}
