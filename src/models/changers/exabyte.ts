/**
 * Exabyte's 8 mm libraries, those that Windows' exabyte driver (Examc) knows by name. The EXB-480 is one that was seen at work: INQUIRY data, sense data,
 * element addresses, descriptors and the time a move takes are its own, the mode pages those that the driver asks for.
 */
import type { ChangerModel, Source } from '../../changer/model.ts';
import { initializeRangeOfOld, without } from './command-sets.ts';
import { called, elements, none, publishedFor, scsi2Library, sourced, windowsLists } from './editions.ts';

const wire: Source = { sourced: 'Capture of an EXB-480 library with EXB-8505 drives (Wireshark sample captures, iscsi-tapel)' };

const exb480: ChangerModel = {
  ...scsi2Library,
  name: 'exabyte-exb-480',
  title: 'Exabyte EXB-480',
  inquiry: called('EXABYTE', 'EXB-480', '3.01'),
  ...publishedFor('Examc'),
  standardInquiry: {
    lengthBytes: 56,
    responseDataFormat: 2,
    commandQueuing: false,
    vendorSpecific: [
      { at: 36, bytes: '3.01.008'.padEnd(19) },
      { at: 55, bytes: [0x01] },
    ],
  },
  serialNumberLength: 10,
  // Examc asks for four bytes of page 1Fh more than SCSI-2 has, and locks the keypad with page 22h.
  modePages: [{ pageCode: 0x1d }, { pageCode: 0x1e }, { pageCode: 0x1f, lengthBytes: 20 }, { pageCode: 0x22 }],
  refusesBlockDescriptors: true,
  layout: elements([0x56, 1], [0x00, 80], [0x50, 2], [0x52, 4]),
  elementStatus: {
    ...scsi2Library.elementStatus,
    volumeTagPadding: 'zeros',
    emptiedDriveSource: true,
    unreadableLabel: { asc: 0x83, ascq: 0x09 },
  },
  // A host unloads before it moves: until then the drive's element is not accessible.
  unloadsDrives: false,
  doorOpen: { asc: 0x04, ascq: 0x83, name: 'DOOR OPEN' },
  timing: { moveMs: 10_000, positionMs: 3_000, scanMs: 37 },
  sources: sourced({ inquiry: wire, commands: windowsLists, modePages: windowsLists, elements: wire, timing: wire }),
};

/** The smaller ones, of the same controller; nothing of them was seen. */
const exabyte = (number: string, layout: ChangerModel['layout']): ChangerModel => ({
  ...exb480,
  name: `exabyte-exb-${number}`,
  title: `Exabyte EXB-${number}`,
  inquiry: called('EXABYTE', `EXB-${number}`, '3.01'),
  layout,
  sources: sourced({ commands: windowsLists, modePages: windowsLists, inquiry: windowsLists }),
});

/** A magazine of ten and one drive; without barcode reader and serial number page. */
const exb10e: ChangerModel = {
  ...exabyte('10e', elements([0x0b, 1], [0x00, 10], none, [0x0a, 1])),
  standardInquiry: { lengthBytes: 36, responseDataFormat: 2, commandQueuing: false },
  vitalProductData: [],
  commands: without(scsi2Library.commands!, initializeRangeOfOld, 'REQUEST VOLUME ELEMENT ADDRESS', 'SEND VOLUME TAG'),
  elementStatus: { ...scsi2Library.elementStatus, volumeTags: false },
};

export const exabyteChangers: readonly ChangerModel[] = [
  exb10e,
  exabyte('210', elements([0x0e, 1], [0x00, 11], [0x0b, 1], [0x0c, 2])),
  exabyte('220', elements([0x17, 1], [0x00, 20], [0x14, 1], [0x15, 2])),
  exabyte('440', elements([0x2e, 1], [0x00, 40], [0x28, 2], [0x2a, 4])),
  exb480,
];
