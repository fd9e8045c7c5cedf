import { expect, it } from 'vitest';
import { sense } from '../../../../../src/faults/actions/scsi/sense.ts';
import type { CommandPassage } from '../../../../../src/faults/passage.ts';
import { encodeSense } from '../../../../../src/scsi/sense-format.ts';

const bytes = async (parameters: object, passage: Partial<CommandPassage> = {}) => {
  const outcome = await sense.at!.command!(passage as CommandPassage, sense.parameters.parse(parameters));
  return Buffer.from(encodeSense(outcome.sense!)).toString('hex');
};

it.each([
  [{ sense: '3/0C/00' }, '700003 00000000 0a 00000000 0c00 00 000000'],
  [{ sense: '0/00/02', endOfMedium: true, information: 0x10 }, 'f00040 00000010 0a 00000000 0002 00 000000'],
  [{ sense: '2/04/04', progress: 0x1234, commandSpecific: 9 }, '700002 00000000 0a 00000009 0404 00 801234'],
  [{ sense: '5/24/00', fieldPointer: { byte: 3, bit: 5 } }, '700005 00000000 0a 00000000 2400 00 cd0003'],
  [{ sense: '5/26/00', fieldPointer: { byte: 260, in: 'parameters' } }, '700005 00000000 0a 00000000 2600 00 8f0104'],
  [{ sense: '3/0C/00', deferred: true, filemark: true, incorrectLength: true }, '7100a3 00000000 0a 00000000 0c00 00 000000'],
])('%j', async (parameters, expected) => {
  expect(await bytes(parameters)).toBe(expected.replaceAll(' ', ''));
});
