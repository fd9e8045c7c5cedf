import { expect, it } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { guards, protectionInformation } from '../../../src/tape/block-protection.ts';

it('is the CRC32C of RFC 7143 with its least significant byte first, over whatever pieces', () => {
  const zeros = ByteList.of(new Uint8Array(20), new Uint8Array(12));
  expect(Buffer.from(protectionInformation(zeros)).toString('hex')).toBe('aa36918a');
  expect(guards(Uint8Array.of(0xaa, 0x36, 0x91, 0x8a), zeros)).toBe(true);
  expect(guards(Uint8Array.of(0x8a, 0x91, 0x36, 0xaa), zeros)).toBe(false);
});
