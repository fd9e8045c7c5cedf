/**
 * WRITE FILEMARKS(6) and (16) (SSC-4 §6.9, §5.7). With IMMED=0 it is the promise hosts rely on: everything written so far is on the medium when it
 * ends, and a count of 0 asks for that alone.
 *
 *     WRITE FILEMARKS(6)    0 10h │ 1 WSMK (bit 1) IMMED (bit 0) │ 2–4 FILEMARK COUNT │ 5 CONTROL
 *     WRITE FILEMARKS(16)   0 80h │ 1 FCS (3) LCS (2) IMMED │ 3 PARTITION │ 4–11 LOGICAL OBJECT IDENTIFIER │ 12–14 FILEMARK COUNT │ 15 CONTROL
 *
 * WSMK=1 writes setmarks instead, on media of families that have them (SSC-2 §5.3.15).
 */
import { filemarkFootprintBytes, type RecordKind } from '../../cartridge/volume.ts';
import { ByteList } from '../../foundation/byte-list.ts';
import { flag, layout, uint } from '../../foundation/layout.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import { address, type Positions, type SequencedAddress, sequence } from '../addressing.ts';
import type { Mechanism } from '../mechanism.ts';
import { afterWriting, goWhereItWrites, refuseWriting, takeIntoBuffer } from '../writing.ts';

async function writeMarks(
  drive: Mechanism,
  cdb: Positions<'immediate'>,
  { immediate, count: wanted, kind }: { immediate: boolean; count: number; kind: Exclude<RecordKind, 'block'> },
  { nexus }: CommandContext,
  place?: SequencedAddress,
): Promise<Outcome> {
  const { head, settings } = drive;
  if (immediate && settings.bufferedMode === 0) return checkCondition(invalidFieldInCdb(cdb.position('immediate')));
  const refused = await goWhereItWrites(drive, place, () => (wanted === 0 ? undefined : refuseWriting(drive)));
  if (refused !== undefined) return checkCondition(refused);

  const count = Math.min(wanted, Math.floor(head.remainingBytes / filemarkFootprintBytes));
  if (count > 0) {
    const failed = await takeIntoBuffer(drive, [{ kind, count, recordLength: 0, data: ByteList.empty }], nexus, wanted);
    if (failed !== undefined) return failed;
  }
  return afterWriting(drive, { wanted, written: count, unit: 1, through: !immediate });
}

const cdb6 = layout(6, { writeSetmarks: flag(1, 1), immediate: flag(1, 0), filemarkCount: uint(2, 3) });

export const writeFilemarks6 = defineCommand({
  name: 'WRITE FILEMARKS(6)',
  operationCode: 0x10,
  cdb: cdb6,
  dataDirection: 'none',
  reference: 'SSC-4 §6.9',
  needsReady: true,
  execute: (drive: Mechanism, { writeSetmarks, immediate, filemarkCount: count }, context) => {
    if (writeSetmarks && !drive.model.setmarks) return checkCondition(invalidFieldInCdb(cdb6.position('writeSetmarks')));
    const kind = writeSetmarks ? 'setmark' : 'filemark';
    return writeMarks(drive, cdb6, { immediate, count, kind }, context);
  },
});

const cdb16 = layout(16, { ...sequence, immediate: flag(1, 0), ...address, filemarkCount: uint(12, 3) });

export const writeFilemarks16 = defineCommand({
  name: 'WRITE FILEMARKS(16)',
  operationCode: 0x80,
  cdb: cdb16,
  dataDirection: 'none',
  reference: 'SSC-4 §5.7',
  needsReady: true,
  execute: (drive: Mechanism, { immediate, filemarkCount: count, ...place }, context) =>
    writeMarks(drive, cdb16, { immediate, count, kind: 'filemark' }, context, place),
});
