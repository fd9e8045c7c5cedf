/**
 * What answers at a LUN where no logical unit is (SAM-5 §5.11): INQUIRY says so with peripheral qualifier 011b and type 1Fh,
 * REQUEST SENSE returns 25/00 as data, REPORT LUNS tells which LUNs there are, and every other command ends with CHECK CONDITION 25/00.
 * Where the target could have one and it is not connected, INQUIRY says that, and what it would be (peripheral qualifier 001b).
 */
import { additionalSense } from './additional-sense.ts';
import { type Command, serve } from './command.ts';
import { CommandTable, reservedBitSet } from './command-table.ts';
import { answerInquiry, type InquirySource, inquiry } from './commands/inquiry.ts';
import { answerReportLuns, reportLuns } from './commands/report-luns.ts';
import { requestSense } from './commands/request-sense.ts';
import { complete } from './completion.ts';
import { type Identity, PeripheralDeviceType } from './identity.ts';
import type { LogicalUnitInventory } from './inventory.ts';
import { checkCondition, goodUpTo, type Outcome } from './outcome.ts';
import { illegalRequest, invalidFieldInCdb } from './sense.ts';
import { encodeSense } from './sense-format.ts';
import { type ScsiTask, TaskAbortedError, type TaskOutcome } from './target.ts';

const notSupported = illegalRequest(additionalSense.logicalUnitNotSupported);

const nobody: InquirySource = {
  peripheralQualifier: 0b011,
  identity: {
    peripheralDeviceType: PeripheralDeviceType.unknown,
    removableMedium: false,
    version: 0x06,
    versionDescriptors: [],
    vendorIdentification: 'TAPELAB',
    productIdentification: 'NO LOGICAL UNIT',
    productRevisionLevel: '',
    serialNumber: '',
  },
  inTargetPortGroup: false,
  pages: [],
};

/** A LUN without a unit: as if there were none at all, or as one whose device is not connected now (SPC-4 §6.6.2). */
export type Absence = 'absent' | 'disconnected';

const rowsOf = (source: InquirySource): readonly Command<LogicalUnitInventory>[] => [
  {
    ...inquiry,
    execute: (_inventory, { enableVitalProductData, pageCode, allocationLength }) =>
      answerInquiry(source, { enableVitalProductData, pageCode, allocationLength }),
  },
  {
    ...requestSense,
    execute: (_inventory, { descriptorFormat, allocationLength }) =>
      goodUpTo(allocationLength, encodeSense(notSupported, descriptorFormat ? 'descriptor' : 'fixed')),
  },
  {
    ...reportLuns,
    execute: (inventory, { selectReport, allocationLength }, { nexus }) =>
      answerReportLuns(inventory, { selectReport, allocationLength }, nexus),
  },
];

export class AbsentLogicalUnit {
  readonly #commands: CommandTable;

  /** `disconnected`: whose place it is. */
  constructor(inventory: LogicalUnitInventory, disconnected?: Identity) {
    const source: InquirySource = disconnected === undefined ? nobody : { ...nobody, peripheralQualifier: 0b001, identity: disconnected };
    this.#commands = new CommandTable(serve(inventory, rowsOf(source)));
  }

  /** Never rejects. There is no task set to enter: every answer is at hand. */
  async execute(task: ScsiTask): Promise<TaskOutcome> {
    try {
      return await complete(task, await this.#outcomeOf(task), encodeSense);
    } catch (error) {
      if (error instanceof TaskAbortedError) return 'aborted';
      throw error;
    }
  }

  #outcomeOf(task: ScsiTask): Outcome | Promise<Outcome> {
    const row = this.#commands.find(task.cdb);
    if (typeof row === 'string') return checkCondition(notSupported);
    const stray = reservedBitSet(row, task.cdb);
    return stray === undefined ? row.execute(row.cdb.decode(task.cdb), task) : checkCondition(invalidFieldInCdb(stray));
  }
}
