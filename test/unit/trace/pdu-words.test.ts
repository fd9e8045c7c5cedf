import { describe, expect, test } from 'vitest';
import { pduInWords } from '../../../src/trace/pdu-words.ts';

const header = (bytes: Readonly<Record<number, number>>): Uint8Array => {
  const made = new Uint8Array(48);
  for (const [at, byte] of Object.entries(bytes)) made[Number(at)] = byte;
  return made;
};
const describeCdb = (lun: bigint, cdb: Uint8Array): string => `lun ${lun >> 48n} opcode ${cdb[0]}`;

describe('a PDU in words', () => {
  test('has the fields that say something, its CDB and the length of its data', () => {
    // Final, read, simple; LUN 2; tag 7; 512 bytes expected; CmdSN 9; a READ(6).
    const command = header({ 0: 0x01, 1: 0xc1, 9: 2, 19: 7, 22: 2, 27: 9, 32: 0x08 });
    expect(pduInWords(command, [], describeCdb)).toBe(
      'SCSI Command final read attribute=1 lun=0002000000000000h initiatorTaskTag=7 expectedDataTransferLength=512 cmdSn=9 expStatSn=0 {lun 2 opcode 8}',
    );
  });

  test('has the length of its data though they are not all known, and a tag that is none as such', () => {
    const dataOut = header({ 0: 0x05, 6: 0x01, 19: 3, 20: 0xff, 21: 0xff, 22: 0xff, 23: 0xff });
    expect(pduInWords(dataOut, [], describeCdb)).toMatch(/^SCSI Data-Out .*targetTransferTag=none .*data 256 B$/);
  });

  test('has its text', () => {
    const text = new TextEncoder().encode('SendTargets=All\0');
    expect(pduInWords(header({ 0: 0x04, 1: 0x80, 7: text.length }), [text], describeCdb)).toMatch(/ data 16 B SendTargets=All$/);
  });

  test('that is none says so', () => {
    expect(pduInWords(header({ 0: 0x1c }), [], describeCdb)).toContain('operation code 1ch');
  });
});
