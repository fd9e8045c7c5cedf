import { expect, it } from 'vitest';
import { additionalSenseWords, senseWords } from '../../../src/faults/sense-words.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';

it.each([
  ['MEDIUM ERROR / WRITE ERROR', 3, additionalSense.writeError],
  ['3/0C/00', 3, additionalSense.writeError],
  ['3h / 0ch / 0h', 3, additionalSense.writeError],
  ['medium error/0c/00', 3, additionalSense.writeError],
  ['b/write error', 0xb, additionalSense.writeError],
  ['no sense / end-of-partition/medium detected', 0, additionalSense.endOfPartition],
  ['9/80/01', 9, { asc: 0x80, ascq: 1, name: '80/01' }],
])('%s', (text, key, additional) => {
  expect(senseWords.parse(text)).toEqual({ key, additional });
});

it.each([
  ['28/00', additionalSense.notReadyToReadyChange],
  ['not ready to ready change, medium may have changed', additionalSense.notReadyToReadyChange],
])('%s is the very row that devices tell', (text, row) => {
  expect(additionalSenseWords.parse(text)).toBe(row);
});

it.each(['', 'MEDIUM ERROR', '3', '3/0C', '3/0C/00/00', '3/0C/100', 'G/00/00', 'MEDIUM ERROR / NO SUCH'])('%j is no sense', (text) => {
  expect(senseWords.safeParse(text).success).toBe(false);
});
