/**
 * READ(6) (SSC-4 §6.4): the next block (FIXED=0, TRANSFER LENGTH in bytes) or blocks (FIXED=1, in blocks of the mode parameters' length).
 *
 *     0 OPERATION CODE 08h │ 1 SILI (bit 1) FIXED (bit 0) │ 2–4 TRANSFER LENGTH │ 5 CONTROL
 *
 * Whatever ends it early, INFORMATION tells what is missing and the position is past the object that did: filemark, block of another length,
 * unreadable block. At end of data the position stays.
 */
import { type MediumObject, toBlockNumber } from '../../cartridge/volume.ts';
import { ByteList } from '../../foundation/byte-list.ts';
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, goodWith, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import { Gathering } from '../gathering.ts';
import type { Mechanism } from '../mechanism.ts';
import { endOfData, filemarkDetected, incorrectLength, setmarkDetected, unreadable } from '../medium-sense.ts';

const cdb = layout(6, { sili: flag(1, 1), fixed: flag(1, 0), transferLength: uint(2, 3) });

export const read6 = defineCommand({
  name: 'READ(6)',
  operationCode: 0x08,
  cdb,
  dataDirection: 'in',
  reference: 'SSC-4 §6.4',
  needsReady: true,
  reservation: 'reads',
  execute: async (drive: Mechanism, { sili, fixed, transferLength }, context) => {
    const { blockLength } = drive.settings;
    const { blockLimits, maximumTransferBytes } = drive.model;
    if (fixed && blockLength === 0) return checkCondition(invalidFieldInCdb(cdb.position('fixed')));
    if (fixed && sili) return checkCondition(invalidFieldInCdb(cdb.position('sili')));
    if (fixed ? transferLength * blockLength > maximumTransferBytes : transferLength > blockLimits.maximumBytes)
      return checkCondition(invalidFieldInCdb(cdb.position('transferLength')));
    if (transferLength === 0) return good;
    const failure = await drive.settle();
    if (failure !== undefined) return checkCondition(failure);
    const outcome = fixed ? await readBlocks(drive, transferLength, context.dataInLength) : await readBlock(drive, transferLength, sili);
    drive.counters.add('bytesToHosts', outcome.data?.length ?? 0);
    return outcome;
  },
});

async function readBlock(drive: Mechanism, transferLength: number, sili: boolean): Promise<Outcome> {
  const { head } = drive;
  const { at, objects } = await head.objectsAhead();
  const object = objects[head.position - at];
  if (object === undefined) return checkCondition(endOfData(transferLength));
  head.moveTo(toBlockNumber(head.position + 1));
  if (object.kind !== 'block') return interrupted(drive, object, transferLength);
  const data = ByteList.of(object.data.subarray(0, transferLength));
  const difference = transferLength - object.data.length;
  // SILI hides a block that is too short, and one that is too long as long as no block length is set.
  const suppressed = sili && (difference > 0 || drive.settings.blockLength === 0);
  return difference === 0 || suppressed ? goodWith(data) : checkCondition(incorrectLength(difference), data);
}

async function readBlocks(drive: Mechanism, count: number, dataInLength: number): Promise<Outcome> {
  const { head, settings } = drive;
  const gathering = new Gathering(settings.blockLength, Math.min(count * settings.blockLength, dataInLength));
  let missing = count;
  while (missing > 0) {
    const { at, objects } = await head.objectsAhead();
    let index = head.position - at;
    if (index >= objects.length) return checkCondition(endOfData(missing), gathering.bytes());
    let object: MediumObject = objects[index]!;
    while (missing > 0 && object?.kind === 'block' && object.data.length === settings.blockLength) {
      gathering.add(object.data);
      missing--;
      object = objects[++index]!;
    }
    head.moveTo(toBlockNumber(at + index));
    if (missing === 0 || object === undefined) continue;
    head.moveTo(toBlockNumber(at + index + 1));
    if (object.kind !== 'block') return interrupted(drive, object, missing, gathering.bytes());
    return checkCondition(incorrectLength(missing), gathering.bytes());
  }
  return goodWith(gathering.bytes());
}

function interrupted(drive: Mechanism, by: Exclude<MediumObject, { kind: 'block' }>, residue: number, data = ByteList.empty): Outcome {
  if (by.kind === 'filemark') return checkCondition(filemarkDetected(residue), data);
  if (by.kind === 'setmark') return checkCondition(setmarkDetected(residue), data);
  drive.readFailed(by.reason);
  return checkCondition(unreadable(residue), data);
}
