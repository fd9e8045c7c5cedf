import { expect, test } from 'vitest';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { type Sense, SenseKey } from '../../../src/scsi/sense.ts';
import { describeSense, encodeSense } from '../../../src/scsi/sense-format.ts';

const vectors: { title: string; sense: Sense; fixed: string; descriptor: string; words: string }[] = [
  {
    title: 'nothing to say',
    sense: { key: SenseKey.noSense, additional: additionalSense.noAdditionalSenseInformation },
    fixed: '70 00 00 00000000 0a 00000000 00 00 00 000000',
    descriptor: '72 00 00 00 000000 00',
    words: 'NO SENSE 00/00 NO ADDITIONAL SENSE INFORMATION',
  },
  {
    title: 'a filemark met 3 blocks before the end of a fixed read',
    sense: { key: SenseKey.noSense, additional: additionalSense.filemarkDetected, filemark: true, information: 3 },
    fixed: 'f0 00 80 00000003 0a 00000000 00 01 00 000000',
    descriptor: '72 00 00 01 000000 10  00 0a 80 00 0000000000000003  04 02 00 80',
    words: 'NO SENSE 00/01 FILEMARK DETECTED, FILEMARK, INFORMATION 3',
  },
  {
    title: 'a block longer than asked for: a negative difference',
    sense: { key: SenseKey.noSense, additional: additionalSense.noAdditionalSenseInformation, incorrectLength: true, information: -512 },
    fixed: 'f0 00 20 fffffe00 0a 00000000 00 00 00 000000',
    descriptor: '72 00 00 00 000000 10  00 0a 80 00 fffffffffffffe00  04 02 00 20',
    words: 'NO SENSE 00/00 NO ADDITIONAL SENSE INFORMATION, ILI, INFORMATION -512',
  },
  {
    title: 'early warning: INFORMATION is valid and zero',
    sense: { key: SenseKey.noSense, additional: additionalSense.endOfPartition, endOfMedium: true, information: 0 },
    fixed: 'f0 00 40 00000000 0a 00000000 00 02 00 000000',
    descriptor: '72 00 00 02 000000 10  00 0a 80 00 0000000000000000  04 02 00 40',
    words: 'NO SENSE 00/02 END-OF-PARTITION/MEDIUM DETECTED, EOM, INFORMATION 0',
  },
  {
    title: 'a bit of the CDB',
    sense: {
      key: SenseKey.illegalRequest,
      additional: additionalSense.invalidFieldInCdb,
      fieldPointer: { in: 'cdb', byte: 1, bit: 3 },
    },
    fixed: '70 00 05 00000000 0a 00000000 24 00 00 cb0001',
    descriptor: '72 05 24 00 000000 08  02 06 0000 cb0001 00',
    words: 'ILLEGAL REQUEST 24/00 INVALID FIELD IN CDB, byte 1 bit 3 of the CDB',
  },
  {
    title: 'a field of the parameter list',
    sense: {
      key: SenseKey.illegalRequest,
      additional: additionalSense.invalidFieldInParameterList,
      fieldPointer: { in: 'parameters', byte: 0x0123, bit: 7 },
    },
    fixed: '70 00 05 00000000 0a 00000000 26 00 00 8f0123',
    descriptor: '72 05 26 00 000000 08  02 06 0000 8f0123 00',
    words: 'ILLEGAL REQUEST 26/00 INVALID FIELD IN PARAMETER LIST, byte 291 bit 7 of the parameter list',
  },
  {
    title: 'a deferred write error',
    sense: { key: SenseKey.mediumError, additional: additionalSense.writeError, deferred: true, commandSpecific: 9 },
    fixed: '71 00 03 00000000 0a 00000009 0c 00 00 000000',
    descriptor: '73 03 0c 00 000000 0c  01 0a 0000 0000000000000009',
    words: 'deferred MEDIUM ERROR 0c/00 WRITE ERROR',
  },
  {
    title: 'half way through',
    sense: { key: SenseKey.notReady, additional: additionalSense.notReadyOperationInProgress, progress: 0x8000 },
    fixed: '70 00 02 00000000 0a 00000000 04 07 00 808000',
    descriptor: '72 02 04 07 000000 08  02 06 0000 808000 00',
    words: 'NOT READY 04/07 LOGICAL UNIT NOT READY, OPERATION IN PROGRESS',
  },
  {
    title: 'a value that fixed format has no room for',
    sense: { key: SenseKey.blankCheck, additional: additionalSense.endOfData, information: 0x1_0000_0001 },
    fixed: '70 00 08 00000000 0a 00000000 00 05 00 000000',
    descriptor: '72 08 00 05 000000 0c  00 0a 80 00 0000000100000001',
    words: 'BLANK CHECK 00/05 END-OF-DATA DETECTED, INFORMATION 4294967297',
  },
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

for (const { title, sense, fixed, descriptor, words } of vectors) {
  test(`${title}, in fixed format`, () => {
    expect(hex(encodeSense(sense))).toBe(fixed.replaceAll(' ', ''));
  });
  test(`${title}, in descriptor format`, () => {
    expect(hex(encodeSense(sense, 'descriptor'))).toBe(descriptor.replaceAll(' ', ''));
  });
  test(`${title}, in words`, () => {
    expect(describeSense(sense)).toBe(words);
  });
}
