/**
 * One drive with a magazine before it, whose changer is LUN 1 of the drive and bears the drive's own names: DDS, AIT and DLT autoloaders. Windows'
 * drivers of them ask for no volume tags and no drive identifiers, and take 3A/00 for a magazine that is out.
 */
import type { ChangerModel, Source } from '../../changer/model.ts';
import { called, elements, none, ofTwelve, publishedFor, scsi2Autoloader, sourced, unverifiedFor, windowsLists } from './editions.ts';

const magazineOut = { asc: 0x3a, ascq: 0x00, name: 'MEDIUM NOT PRESENT' } as const;

interface Autoloader {
  readonly name: string;
  readonly title: string;
  readonly inquiry: ChangerModel['inquiry'];
  readonly slots: number;
}

const autoloader = ({ name, title, inquiry, slots }: Autoloader): ChangerModel => ({
  ...scsi2Autoloader,
  name,
  title,
  inquiry,
  layout: elements([0x00, 1], [0x02, slots], none, [0x01, 1]),
  doorOpen: magazineOut,
  elementStatus: { ...scsi2Autoloader.elementStatus, driveAddresses: 'own-id' },
  sources: sourced({ inquiry: windowsLists, modePages: windowsLists }),
});

/** The driver counts on six slots in HP's magazine, and on eight in Sony's and theirs who sold Sony's. */
const dds = (vendor: string, product: string, revision: string, slots: number): ChangerModel => ({
  ...autoloader({
    name: `${vendor}-${product.split(' ')[0]!}-loader`.toLowerCase(),
    title: `${vendor} ${product.replace(/ +\(C\) DEC/, '')}, autoloader`,
    inquiry: called(vendor, product, revision),
    slots,
  }),
  ...publishedFor('Ddsmc'),
});

/** And on descriptors that end with the source; in those of Sony's own a bit stands for the drive's SCSI ID, and that of ID 0 is 1. */
const sony = (vendor: string, product: string, revision: string): ChangerModel => {
  const model = dds(vendor, product, revision, 8);
  return {
    ...model,
    elementStatus: { ...model.elementStatus, ...(vendor === 'SONY' && { driveAddresses: 'bus' }), descriptorBytes: ofTwelve },
    sources: { ...model.sources, elements: windowsLists },
  };
};

export const ddsAutoloaders: readonly ChangerModel[] = [
  dds('HP', 'C1553A', 'NS01', 6),
  dds('HP', 'C1557A', 'U709', 6),
  dds('HP', 'C5713A', 'H910', 6),
  sony('SONY', 'TSL-7000', '0192'),
  sony('SONY', 'TSL-9000', 'L006'),
  sony('SONY', 'TSL-10000', '0110'),
  sony('SONY', 'TSL-11000', '0100'),
  sony('COMPAQ', 'TSL-9000', '2.06'),
  sony('COMPAQ', 'TSL-10000', '0110'),
  sony('DEC', 'TLZ1     (C) DEC', '0192'),
  sony('DEC', 'TLZ9     (C) DEC', '0400'),
  sony('ADIC', '800E', '0192'),
];

/** What the manual of the DDS-4 drives says of the autoloader among them. */
const seagateManual: Source = { sourced: 'DAT 24 Drive User’s Guide (Seagate, later Quantum)' };

const seagate = (vendor: string, product: string, name: string, revision: string, slots: number): ChangerModel => ({
  ...autoloader({
    name,
    title: `${vendor === 'ARCHIVE' ? 'Archive' : 'Seagate'} ${product.trim()}, autoloader`,
    inquiry: called(vendor, product, revision),
    slots,
  }),
  ...publishedFor('Seaddsmc'),
  modePages: [{ pageCode: 0x1d }, { pageCode: 0x1f, lengthBytes: 20 }],
  sources: sourced({ inquiry: windowsLists, modePages: seagateManual, elements: seagateManual }),
});

export const seagateAutoloaders: readonly ChangerModel[] = [
  seagate('ARCHIVE', 'Python 28849-XXX', 'archive-28849-loader', '4.CM', 4),
  seagate('ARCHIVE', 'Python 02636-XXX', 'archive-02636-loader', '5.45', 4),
  seagate('ARCHIVE', 'Python 29987-XXX', 'archive-29987-loader', '5.45', 4),
  seagate('ARCHIVE', 'Python 04377-XXX', 'archive-04377-loader', '7350', 4),
  seagate('ARCHIVE', 'Python 06241-XXX', 'archive-06241-loader', '8071', 6),
  seagate('ARCHIVE', 'Python 06409-XXX', 'archive-06409-loader', '8071', 6),
  seagate('ARCHIVE', 'Python 9SP40-400', 'archive-9sp40-400-loader', '8071', 6),
  seagate('ARCHIVE', 'Python 9SP40-452', 'archive-9sp40-452-loader', '8071', 6),
  seagate('ARCHIVE', '4586XX 28887-XXX', 'archive-28887-loader', '4.CM', 12),
  seagate('ARCHIVE', 'IBM4586NP     !D', 'archive-ibm4586np-loader', '4.CM', 12),
  seagate('ARCHIVE', 'IBM-STL496000N!D', 'archive-ibm-stl496000n-loader', '4.CM', 4),
  seagate('SEAGATE', 'DAT    04377-XXX', 'seagate-04377-loader', '7480', 4),
  seagate('SEAGATE', 'DAT    06241-XXX', 'seagate-06241-loader', '8071', 6),
  seagate('SEAGATE', 'DAT    9SP40-400', 'seagate-9sp40-400-loader', '8071', 6),
  seagate('SEAGATE', 'DAT    9SP40-452', 'seagate-9sp40-452-loader', '8071', 6),
  seagate('SEAGATE', 'VIPER 2000', 'seagate-viper-2000-loader', '0012', 8),
];

const ait = (vendor: string, product: string, revision: string, slots: number): ChangerModel => ({
  ...autoloader({
    name: `${vendor}-${product}-loader`.toLowerCase(),
    title: `${vendor === 'SONY' ? 'Sony' : 'Seagate'} ${product}, AIT autoloader`,
    inquiry: called(vendor, product, revision),
    slots,
  }),
  ...publishedFor('Snyaitmc'),
});

export const aitAutoloaders: readonly ChangerModel[] = [
  ait('SONY', 'TSL-A300C', 'L2n4', 4),
  ait('SONY', 'TSL-A400C', 'L2n4', 4),
  ait('SONY', 'TSL-A500C', 'L2n4', 4),
  ait('SEAGATE', 'AIT-LDR', 'L2n4', 4),
];

const adic = (product: string, title: string, revision: string, slots: number): ChangerModel => ({
  ...autoloader({
    name: `adic-${product.replaceAll(' ', '-')}`.toLowerCase(),
    title,
    inquiry: called('ADIC', product, revision),
    slots,
  }),
  ...publishedFor('Adicvls'),
});

export const adicAutoloaders: readonly ChangerModel[] = [
  adic('VLS 4mm', 'ADIC VLS, DDS', '0235', 15),
  adic('VLS SDX', 'ADIC VLS, AIT', '0235', 15),
  adic('DAT AutoChanger', 'ADIC DAT AutoChanger', '0235', 12),
];

/** Seven cartridges, or five, before a DLT drive; DLT2700 and DLT4700 are names of drive and changer. */
const dlt = (product: string, revision: string, slots: number): ChangerModel => ({
  ...autoloader({
    name: `quantum-${product}-loader`.toLowerCase(),
    title: `Quantum ${product}, DLT autoloader`,
    inquiry: called('QUANTUM', product, revision),
    slots,
  }),
  ...unverifiedFor('Qntmmc'),
  sources: sourced({}),
});

export const dltAutoloaders: readonly ChangerModel[] = [
  dlt('DLT2500', '845F', 5),
  dlt('DLT2700', '845F', 7),
  dlt('DLT4500', 'CD50', 5),
  dlt('DLT4700', 'CD50', 7),
];
