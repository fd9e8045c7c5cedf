import { expect, test } from 'vitest';
import { modeParameterHeader6, modeParameterHeader10, shortBlockDescriptor } from '../../../src/scsi/mode-parameters.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const header = { modeDataLength: 0x0b, mediumType: 0x88, deviceSpecificParameter: 0x90, blockDescriptorLength: 8 };

test('the header of the 6-byte commands', () => {
  expect(hex(modeParameterHeader6.encode(header))).toBe('0b889008');
});

test('the header of the 10-byte commands', () => {
  expect(hex(modeParameterHeader10.encode({ ...header, longLba: true }))).toBe('000b889001000008');
});

test('the short block descriptor', () => {
  expect(hex(shortBlockDescriptor.encode({ densityCode: 0x5e, numberOfBlocks: 0x010203, blockLength: 0x040506 }))).toBe('5e01020300040506');
});
