/**
 * The VPD pages of a sequential-access device: Sequential-Access Device Capabilities (B0h, SSC-4 §8.4.2: two bytes, WORM in bit 0) and
 * Manufacturer-Assigned Serial Number (B1h, SSC-4 §8.4.3).
 */
import type { VitalProductDataPage } from '../scsi/vital-product-data.ts';

export const tapeVitalProductData = (serialNumber: string): readonly VitalProductDataPage[] => [
  {
    pageCode: 0xb0,
    name: 'Sequential-Access Device Capabilities',
    reference: 'SSC-4 §8.4.2',
    content: () => new Uint8Array(2),
  },
  {
    pageCode: 0xb1,
    name: 'Manufacturer-Assigned Serial Number',
    reference: 'SSC-4 §8.4.3',
    content: () => Buffer.from(serialNumber, 'latin1'),
  },
];
