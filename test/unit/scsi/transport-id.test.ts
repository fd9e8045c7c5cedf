import { expect, test } from 'vitest';
import { decodeTransportId, encodeTransportId } from '../../../src/scsi/transport-id.ts';

const port = 'iqn.2026-11.test:alice,i,0x00023d000001';

test('an initiator port as SPC-4 table 506 prints it', () => {
  const id = encodeTransportId(port);
  expect(Buffer.from(id).toString('hex')).toBe(`45000028${Buffer.from(port).toString('hex')}00`);
  expect(decodeTransportId(id)).toEqual({ initiatorPort: port, length: 44 });
});

test('the name ends with a null, and is padded to four bytes and to no less than twenty', () => {
  expect(encodeTransportId(`${port}x`)).toHaveLength(4 + 44);
  expect(encodeTransportId('a,i,0x1')).toHaveLength(24);
});

test('what stands behind the null counts for nothing, and capitals are the same port', () => {
  const id = encodeTransportId(port.replace('alice', 'ALICE').replace('3d', '3D'));
  const longer = Buffer.concat([id, Buffer.from('rest')]);
  longer.writeUInt16BE(longer.length - 4, 2);
  expect(decodeTransportId(longer)).toEqual({ initiatorPort: port, length: longer.length });
});

test.each([
  ['another protocol', 0, 0x40, { byte: 0, bit: 3 }],
  ['a device with all its ports', 0, 0x05, { byte: 0, bit: 7 }],
  ['a reserved format', 0, 0x85, { byte: 0, bit: 7 }],
  ['a reserved bit', 0, 0x65, { byte: 0, bit: 5 }],
  ['a reserved byte', 1, 0x01, { byte: 1, bit: 0 }],
  ['an odd length', 3, 0x29, { byte: 2, bit: 7 }],
  ['too short a length', 3, 0x10, { byte: 2, bit: 7 }],
  ['no separator', 4 + 22, 0x2e, { byte: 4, bit: 7 }],
  ['no hexadecimal digit', 4 + 38, 0x67, { byte: 4, bit: 7 }],
  ['more than there is', 3, 0x2c, 'truncated'],
])('%s is refused', (_what, at, value, expected) => {
  const id = encodeTransportId(port);
  id[at] = value;
  expect(decodeTransportId(id)).toEqual(expected);
});

test('three bytes are no TransportID', () => {
  expect(decodeTransportId(Uint8Array.of(0x45, 0, 0))).toBe('truncated');
});
