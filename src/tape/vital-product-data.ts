/**
 * The VPD pages of a sequential-access device (SSC-5 §8.5).
 *
 *     B0h 4 TSMC (bit 1) WORM (0) │ 5 reserved          B1h, B3h 4… ASCII          B2h 4–11 a bit for each TapeAlert flag, 01h in byte 4 bit 7
 *     B4h 4–5 ELEMENT ADDRESS                           B5h 8… descriptors: 0 DESCRIPTOR LENGTH = 3 │ 1 METHOD │ 2 INFORMATION LENGTH
 *                                                           3 LBP_W_C (bit 7) LBP_R_C (6) RBDP_C (5)
 *
 * B3h and B4h name the library around a drive and the drive's place in it, as its changer tells both; one that stands alone returns spaces and
 * address 0.
 */
import { flag, layout, uint } from '../foundation/layout.ts';
import { tapeAlertFlags } from '../scsi/tape-alert.ts';
import type { VitalProductDataPage } from '../scsi/vital-product-data.ts';
import type { DriveModel } from './model.ts';
import { TapeAlertFlag } from './tape-alert.ts';

/** The library that a drive is built into. */
export interface Automation {
  /** As the changer has it. */
  readonly serialNumber: string;
  /** Of the data transfer element that holds the drive. */
  readonly elementAddress: number;
}

export interface VitalProductDataFacts {
  readonly model: Pick<DriveModel, 'writeOnceMedia' | 'logicalBlockProtection'>;
  /** Undefined: it stands alone. */
  readonly automation?: Automation;
}

const capabilities = layout(2, { tapeStreamMirroringCapable: flag(0, 1), writeOnceReadMany: flag(0, 0) });
const protectionMethod = layout(4, {
  descriptorLength: uint(0),
  method: uint(1),
  informationLength: uint(2),
  protectedOnWrite: flag(3, 7),
  protectedOnRead: flag(3, 6),
  protectedOnRecoverBufferedData: flag(3, 5),
});

/** LOGICAL BLOCK PROTECTION METHOD (SSC-5 §8.3, mode page 0Ah/F0h). */
const crc32c = 0x02;
const elementAddress = layout(2, { elementAddress: uint(0, 2) });
const standsAlone: Automation = { serialNumber: ' '.repeat(10), elementAddress: 0 };

export const tapeVitalProductData = ({ model, automation = standsAlone }: VitalProductDataFacts): readonly VitalProductDataPage[] => [
  {
    pageCode: 0xb0,
    name: 'Sequential-Access Device Capabilities',
    reference: 'SSC-5 §8.5',
    content: () => capabilities.encode({ writeOnceReadMany: model.writeOnceMedia }),
  },
  {
    pageCode: 0xb1,
    name: 'Manufacturer-Assigned Serial Number',
    reference: 'SSC-5 §8.5',
    content: ({ serialNumber }) => Buffer.from(serialNumber, 'latin1'),
  },
  { pageCode: 0xb2, name: 'TapeAlert Supported Flags', reference: 'SSC-5 §8.5', content: supportedTapeAlertFlags },
  {
    pageCode: 0xb3,
    name: 'Automation Device Serial Number',
    reference: 'SSC-5 §8.5',
    content: () => Buffer.from(automation.serialNumber, 'latin1'),
  },
  {
    pageCode: 0xb4,
    name: 'Data Transfer Device Element Address',
    reference: 'SSC-5 §8.5',
    content: () => elementAddress.encode({ elementAddress: automation.elementAddress }),
  },
  ...(model.logicalBlockProtection ? [logicalBlockProtectionPage] : []),
];

const logicalBlockProtectionPage: VitalProductDataPage = {
  pageCode: 0xb5,
  name: 'Logical Block Protection',
  reference: 'SSC-5 §8.5',
  content: () =>
    Buffer.concat([
      new Uint8Array(4),
      protectionMethod.encode({
        descriptorLength: protectionMethod.length - 1,
        method: crc32c,
        informationLength: 4,
        protectedOnWrite: true,
        protectedOnRead: true,
        protectedOnRecoverBufferedData: true,
      }),
    ]),
};

function supportedTapeAlertFlags(): Uint8Array {
  const supported = new Uint8Array(tapeAlertFlags / 8);
  for (const number of Object.values(TapeAlertFlag)) supported[(number - 1) >> 3]! |= 0x80 >> ((number - 1) & 7);
  return supported;
}
