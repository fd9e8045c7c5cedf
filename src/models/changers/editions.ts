/**
 * What changers of one edition of the standards have in common, for products to be laid over. A product says its names, its elements, and where it
 * differs; facts that nobody published stay what the edition has, and are marked as approximated.
 */
import type { ChangerModel, ElementLayout, ElementTypeName, ModePageFacts, Source } from '../../changer/model.ts';
import {
  autoloaderCommands,
  initializeRangeOfOld,
  scsi2LibraryCommands,
  smc1Commands,
  smc2Commands,
  smc3Commands,
  without,
} from './command-sets.ts';

type Edition = Omit<ChangerModel, 'name' | 'title' | 'inquiry' | 'layout' | 'windowsDriver'>;
type Range = readonly [first: number, count: number];
type Move = readonly [from: ElementTypeName, to: ElementTypeName];

/** In the order of mode page 1Dh. */
export const elements = (transport: Range, storage: Range, importExport: Range, dataTransfer: Range): ElementLayout => {
  const range = ([first, count]: Range) => ({ first, count });
  return {
    mediumTransport: range(transport),
    storage: range(storage),
    importExport: range(importExport),
    dataTransfer: range(dataTransfer),
  };
};
export const none: Range = [0, 0];

/** Descriptors that end with SOURCE STORAGE ELEMENT ADDRESS. */
export const ofTwelve = { mediumTransport: 12, storage: 12, importExport: 12, dataTransfer: 12 } as const;

const types: readonly ElementTypeName[] = ['mediumTransport', 'storage', 'importExport', 'dataTransfer'];
const allMoves: readonly Move[] = types.flatMap((from) => types.map((to): Move => [from, to]));
/** All moves but these. */
export const onlyPossible = (...possible: readonly Move[]): readonly Move[] =>
  allMoves.filter(([from, to]) => !possible.some((move) => move[0] === from && move[1] === to));
/** The arm gives cartridges away and keeps none. */
export const nothingToTransport: readonly Move[] = allMoves.filter(([, to]) => to === 'mediumTransport');
/** A magazine: cartridges go from a slot into the drive, and back. */
export const slotsAndDrivesOnly = onlyPossible(['storage', 'dataTransfer'], ['dataTransfer', 'storage']);

/** Page 1Fh of SCSI-2 has 16 bytes (X3.131-1994 §17.3.3), that of SMC has 20 (SMC-3, Device Capabilities mode page). */
const scsi2ModePages: readonly ModePageFacts[] = [{ pageCode: 0x1d }, { pageCode: 0x1e }, { pageCode: 0x1f, lengthBytes: 16 }];
const smcModePages: readonly ModePageFacts[] = [{ pageCode: 0x1c }, { pageCode: 0x1d }, { pageCode: 0x1e }, { pageCode: 0x1f }];

const approximated: Edition['sources'] = {
  inquiry: 'approximated',
  commands: 'approximated',
  modePages: 'approximated',
  elements: 'approximated',
  timing: 'approximated',
};

/** SCSI-2, without a barcode reader: one drive and its magazine. */
export const scsi2Autoloader: Edition = {
  version: 0x02,
  versionDescriptors: [],
  standardInquiry: { lengthBytes: 36, responseDataFormat: 2, commandQueuing: false },
  commands: autoloaderCommands,
  modePages: scsi2ModePages,
  logPages: [],
  vitalProductData: [0x80],
  elementStatus: {
    volumeTags: false,
    alternateVolumeTags: false,
    driveIdentifier: undefined,
    currentData: false,
    driveAddresses: 'bus',
    mediumTypes: false,
  },
  impossibleMoves: slotsAndDrivesOnly,
  invertsMedia: false,
  unloadsDrives: true,
  timing: { moveMs: 15_000, positionMs: 4_000, scanMs: 1_000 },
  sources: approximated,
};

/** SCSI-2, with an arm that comes to every place and reads labels. */
export const scsi2Library: Edition = {
  ...scsi2Autoloader,
  commands: scsi2LibraryCommands,
  elementStatus: { ...scsi2Autoloader.elementStatus, volumeTags: true },
  impossibleMoves: nothingToTransport,
  timing: { moveMs: 12_000, positionMs: 3_000, scanMs: 1_000 },
};

/** SCSI-2, for discs that have two sides: nothing of it bears a label. */
export const scsi2Jukebox: Edition = {
  ...scsi2Library,
  commands: without(scsi2LibraryCommands, 'REQUEST VOLUME ELEMENT ADDRESS', 'SEND VOLUME TAG', initializeRangeOfOld),
  elementStatus: scsi2Autoloader.elementStatus,
  invertsMedia: true,
  timing: { moveMs: 8_000, positionMs: 2_000, scanMs: 500 },
};

/** SMC-1 and SPC-1: TapeAlert, drives told by what they are. */
export const smc1Library: Edition = {
  ...scsi2Library,
  version: 0x03,
  standardInquiry: { lengthBytes: 56, responseDataFormat: 2, commandQueuing: false },
  commands: smc1Commands,
  modePages: [{ pageCode: 0x1c }, ...scsi2ModePages],
  logPages: [0x2e],
  vitalProductData: [0x80, 0x83],
  elementStatus: { ...scsi2Library.elementStatus, driveIdentifier: 'vendor-product-serial' },
};

/** SMC-2 and SPC-3: persistent reservations, what media are for. */
export const smc2Library: Edition = {
  ...smc1Library,
  version: 0x05,
  standardInquiry: { lengthBytes: 72, responseDataFormat: 2, commandQueuing: false },
  commands: without(smc2Commands, initializeRangeOfOld),
  modePages: smcModePages,
  elementStatus: {
    ...smc1Library.elementStatus,
    driveAddresses: 'logical-unit',
    currentData: true,
    mediumTypes: true,
    unreadableLabel: { asc: 0x83, ascq: 0x01 },
  },
  timing: { moveMs: 20_000, positionMs: 5_000, scanMs: 1_500 },
};

/** SMC-3 and SPC-4: libraries of today. */
export const smc3Library: Edition = {
  ...smc2Library,
  version: 0x06,
  standardInquiry: { lengthBytes: 96, responseDataFormat: 2, commandQueuing: true },
  commands: without(smc3Commands, initializeRangeOfOld),
  modePages: [{ pageCode: 0x02 }, { pageCode: 0x0a }, ...smcModePages, { pageCode: 0x1f, subpageCode: 0x41 }],
  logPages: [0x14, 0x15, 0x16, 0x2e],
  vitalProductData: [0x80, 0x83, 0x86],
};

/** The names of a product, as `InquiryStrings`. */
export const called = (
  vendorIdentification: string,
  productIdentification: string,
  productRevisionLevel: string,
): ChangerModel['inquiry'] => ({
  vendorIdentification,
  productIdentification,
  productRevisionLevel,
});

/** An edition's sources with those that a product has. */
export const sourced = (facts: Partial<Record<keyof Edition['sources'], Source>>): Edition['sources'] => ({ ...approximated, ...facts });

/** What a published driver list names. */
export const publishedFor = (name: string): Required<Pick<ChangerModel, 'windowsDriver'>> => ({
  windowsDriver: { name, identity: 'published' },
});
/** What a driver of this name is for, by its maker; no published list names it. */
export const unverifiedFor = (name: string): Required<Pick<ChangerModel, 'windowsDriver'>> => ({
  windowsDriver: { name, identity: 'unverified' },
});

/** The lists that Windows 2000 and Server 2003 bring, and what their sample drivers ask. */
export const windowsLists: Source = {
  sourced: 'mchgr.inf of Windows Server 2003, and the changer samples and INF files of the Windows DDKs',
};
