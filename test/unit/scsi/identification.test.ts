import { expect, test } from 'vitest';
import { Identification } from '../../../src/scsi/identification.ts';
import { sharedVitalProductData } from '../../../src/scsi/vital-product-data.ts';
import { fakeIdentity } from './fake-device.ts';

const built = (): Identification => new Identification(fakeIdentity, sharedVitalProductData({}));
const listed = ({ identity, pages }: Identification): number[] => [...pages[0]!.content(identity)];

test('a unit is what it was built as', () => {
  const identification = built();
  expect(identification.identity).toBe(fakeIdentity);
  expect(listed(identification)).toEqual([0x00, 0x80, 0x83, 0x86]);
});

test('a disguise is laid over what it was built as, and not over another disguise', () => {
  const identification = built();
  identification.assume({ serialNumber: 'OTHER', withoutPages: [0x80] }, { lasts: false });
  expect(identification.identity).toEqual({ ...fakeIdentity, serialNumber: 'OTHER' });
  expect(listed(identification)).toEqual([0x00, 0x83, 0x86]);
  identification.assume({ productRevisionLevel: '9.9' }, { lasts: false });
  expect(identification.identity).toEqual({ ...fakeIdentity, productRevisionLevel: '9.9' });
  expect(listed(identification)).toEqual([0x00, 0x80, 0x83, 0x86]);
});

test('power on leaves what lasts', () => {
  const identification = built();
  identification.assume({ serialNumber: 'FOR GOOD' }, { lasts: true });
  identification.assume({ serialNumber: 'FOR NOW' }, { lasts: false });
  identification.powerOn();
  expect(identification.identity.serialNumber).toBe('FOR GOOD');
});
