/**
 * WRITE FILEMARKS(6) (SSC-4 §6.9). With IMMED=0 it is the promise hosts rely on: everything written so far is on the medium when it ends, and
 * a count of 0 asks for that alone.
 *
 *     0 OPERATION CODE 10h │ 1 IMMED (bit 0) │ 2–4 FILEMARK COUNT │ 5 CONTROL
 *
 * WSMK (byte 1, bit 1) is obsolete: tapes of these models have no setmarks.
 */
import { filemarkFootprintBytes } from '../../cartridge/volume.ts';
import { ByteList } from '../../foundation/byte-list.ts';
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Mechanism } from '../mechanism.ts';
import { afterWriting, takeIntoBuffer } from '../writing.ts';

const cdb = layout(6, { immediate: flag(1, 0), filemarkCount: uint(2, 3) });

export const writeFilemarks6 = defineCommand({
  name: 'WRITE FILEMARKS(6)',
  operationCode: 0x10,
  cdb,
  dataDirection: 'none',
  reference: 'SSC-4 §6.9',
  needsReady: true,
  execute: async (drive: Mechanism, { immediate, filemarkCount }, { nexus }) => {
    const { head, settings } = drive;
    if (immediate && settings.bufferedMode === 0) return checkCondition(invalidFieldInCdb(cdb.position('immediate')));
    const protection = filemarkCount === 0 ? undefined : drive.writeProtection();
    if (protection !== undefined) return checkCondition(protection);

    const count = Math.min(filemarkCount, Math.floor(head.remainingBytes / filemarkFootprintBytes));
    if (count > 0) {
      const marks = { kind: 'filemark', count, recordLength: 0, data: ByteList.empty } as const;
      const refused = await takeIntoBuffer(drive, marks, nexus, filemarkCount);
      if (refused !== undefined) return refused;
    }
    return afterWriting(drive, { wanted: filemarkCount, written: count, unit: 1, through: !immediate });
  },
});
