/**
 * Hewlett-Packard's: the DLT libraries and optical jukeboxes that Windows' hpmc driver knows by name, and the MSL libraries after them. hpmc asks for
 * element status twice, first for eight bytes, and for drive identifiers wherever INQUIRY says SCSI-3.
 */
import type { ChangerModel, Source } from '../../changer/model.ts';
import { exchangeMedium, initializeRangeOfOld, scsi2LibraryCommands, smc1Commands, smc2Commands, without } from './command-sets.ts';
import { called, elements, publishedFor, scsi2Jukebox, smc1Library, smc2Library, sourced, windowsLists } from './editions.ts';

const dltManual: Source = { sourced: 'HP Surestore 28/48-Slot with DLT7000: SCSI reference' };

/** Commands of HP's own that hpmc sends: the mail slot turns out and in, the arm goes home. */
const ownCommands: readonly string[] = ['ROTATE MAILSLOT', 'REZERO UNIT'];

interface Library {
  readonly product: string;
  readonly title: string;
  readonly slots: number;
  readonly drives: number;
}

const dltLibrary = ({ product, title, slots, drives }: Library): ChangerModel => ({
  ...smc1Library,
  name: `hp-${product.toLowerCase()}`,
  title: `HP ${product} (${title})`,
  inquiry: called('HP', product, '3.02'),
  ...publishedFor('Hpmc'),
  standardInquiry: { lengthBytes: 44, responseDataFormat: 2, commandQueuing: false },
  commands: [...without(smc1Commands, initializeRangeOfOld), ...ownCommands],
  layout: elements([0x0000, 1], [0x000b, slots], [0x000a, 1], [0x0001, drives]),
  sources: sourced({ inquiry: dltManual, commands: windowsLists, modePages: windowsLists }),
});

/** Two-sided magneto-optical discs, which the arm turns over and exchanges. */
const jukebox = (product: string, title: string, slots: number, drives: number, vendor = 'HP'): ChangerModel => ({
  ...scsi2Jukebox,
  name: `${vendor}-${product}`.toLowerCase(),
  title: `${vendor} ${product} (${title})`,
  inquiry: called(vendor, product, '1.00'),
  ...publishedFor('Hpmc'),
  commands: [...scsi2Jukebox.commands!, exchangeMedium, ...ownCommands],
  layout: elements([0x0000, 1], [0x000b, slots], [0x000a, 1], [0x0001, drives]),
  sources: sourced({ inquiry: windowsLists, commands: windowsLists, modePages: windowsLists }),
});

const msl = (name: string, title: string, product: string, revision: string, layout: ChangerModel['layout']): ChangerModel => ({
  ...smc2Library,
  name,
  title,
  inquiry: called('HP', product, revision),
  layout,
});

export const hpChangers: readonly ChangerModel[] = [
  dltLibrary({ product: 'C5151-2000', title: 'DLT2000, 15 slots', slots: 15, drives: 1 }),
  dltLibrary({ product: 'C5151-4000', title: 'DLT4000, 15 slots', slots: 15, drives: 1 }),
  dltLibrary({ product: 'C5173-4000', title: 'DLT4000, 48 slots', slots: 48, drives: 4 }),
  dltLibrary({ product: 'C5173-7000', title: 'DLT7000, 48 slots', slots: 48, drives: 4 }),
  dltLibrary({ product: 'C5177-4000', title: 'DLT4000, 28 slots', slots: 28, drives: 2 }),
  dltLibrary({ product: 'C5177-7000', title: 'DLT7000, 28 slots', slots: 28, drives: 2 }),
  dltLibrary({ product: 'C6280-4000', title: 'DLT4000, 15 slots', slots: 15, drives: 2 }),
  dltLibrary({ product: 'C6280-7000', title: 'DLT7000, 15 slots', slots: 15, drives: 2 }),
  // The first of them is older than SCSI-3, and exchanges cartridges.
  {
    ...dltLibrary({ product: 'C1194F', title: 'DLT, 15 slots', slots: 15, drives: 1 }),
    version: 0x02,
    standardInquiry: { lengthBytes: 36, responseDataFormat: 2, commandQueuing: false },
    commands: [...without(scsi2LibraryCommands, initializeRangeOfOld), exchangeMedium, ...ownCommands],
    logPages: [],
    modePages: scsi2Jukebox.modePages,
    vitalProductData: [0x80],
    elementStatus: { ...smc1Library.elementStatus, driveIdentifier: undefined },
    sources: sourced({ inquiry: windowsLists, commands: windowsLists, modePages: windowsLists }),
  },
  jukebox('C1100F', 'optical, 144 slots', 144, 4),
  jukebox('C1160A', 'optical, 16 slots', 16, 2),
  jukebox('C1160F', 'optical, 16 slots', 16, 2),
  jukebox('C1718T', 'optical, 32 slots', 32, 2),
  jukebox('C5153F', 'optical, 76 slots', 76, 4),
  jukebox('ALTA', 'optical, 20 slots', 20, 2, 'PINNACLE'),
  jukebox('MULTI', 'optical, 20 slots', 20, 2, 'IDE'),
  msl('hp-msl5000', 'HP MSL5026 and MSL5030', 'MSL5000 Series', '4.20', elements([0x0000, 1], [0x0020, 26], [0x0010, 1], [0x01e0, 2])),
  msl('hp-msl6000', 'HP MSL6030 and MSL6060', 'MSL6000 Series', '5.20', elements([0x0000, 1], [0x0020, 29], [0x0010, 1], [0x01e0, 2])),
  msl('hp-msl-g3', 'HP MSL2024, MSL4048, MSL8096', 'MSL G3 Series', 'D.00', elements([0x0000, 1], [0x03e9, 45], [0x0065, 3], [0x0001, 2])),
  {
    ...msl('hp-1x8-g2', 'HP 1/8 G2 autoloader', '1x8 G2 AUTOLDR', '2.60', elements([0x0000, 1], [0x03e9, 8], [0x0065, 0], [0x0001, 1])),
    commands: without(smc2Commands, initializeRangeOfOld, 'REQUEST VOLUME ELEMENT ADDRESS', 'SEND VOLUME TAG'),
  },
];
