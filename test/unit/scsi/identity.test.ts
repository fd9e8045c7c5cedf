import { expect, test } from 'vitest';
import { naaIdentifier, t10VendorIdentifier } from '../../../src/scsi/identity.ts';
import { fakeIdentity } from './fake-device.ts';

test('the T10 identifier is vendor and product as INQUIRY pads them, then the serial number', () => {
  expect(t10VendorIdentifier(fakeIdentity)).toBe('VENDOR  FAKE DRIVE      FAKE000001');
});

test('the NAA identifier is locally assigned, stays the same, and differs with the serial number', () => {
  const identifier = naaIdentifier(fakeIdentity);
  expect(identifier).toHaveLength(8);
  expect(identifier[0]! >> 4).toBe(0x3);
  expect(naaIdentifier({ ...fakeIdentity, productRevisionLevel: '9.9' })).toEqual(identifier);
  expect(naaIdentifier({ ...fakeIdentity, serialNumber: 'FAKE000002' })).not.toEqual(identifier);
});
