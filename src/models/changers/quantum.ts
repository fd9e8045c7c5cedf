/**
 * ADIC's and Quantum's libraries, which became one family. Names, commands, VPD and mode pages of the Scalars stand in their common SCSI reference; the
 * Scalar DLT 448 is the one that Windows' adicsc driver has in its list.
 */
import type { ChangerModel, Source } from '../../changer/model.ts';
import { modeCommandsOfTenBytes, persistentReservationCommands, reserveCommandsOfTenBytes } from '../command-sets.ts';
import { autoloaderCommands, bufferCommands, initializeRangeOfOld, positionToElement, volumeTagCommands, without } from './command-sets.ts';
import {
  called,
  elements,
  none,
  nothingToTransport,
  publishedFor,
  scsi2Autoloader,
  scsi2Library,
  smc2Library,
  sourced,
  unverifiedFor,
  windowsLists,
} from './editions.ts';

const scalarManual: Source = { sourced: 'Quantum Scalar Intelligent Libraries SCSI Reference Guide' };
const superLoaderManual: Source = { sourced: 'Quantum SuperLoader 3 Software Interface Guide' };
const seenByLinux: Source = { sourced: 'What Linux showed of it in published reports (/proc/scsi/scsi, lsscsi)' };

const withoutVolumeTags: readonly string[] = [
  ...without(autoloaderCommands, 'RECEIVE DIAGNOSTIC RESULTS'),
  'LOG SENSE',
  positionToElement,
  ...bufferCommands,
  ...modeCommandsOfTenBytes,
  ...reserveCommandsOfTenBytes,
  ...persistentReservationCommands,
];
const scalarCommands: readonly string[] = [...withoutVolumeTags, initializeRangeOfOld, ...volumeTagCommands];

interface Scalar {
  readonly vendor: 'ADIC' | 'QUANTUM';
  readonly product: string;
  readonly revision: string;
  readonly slots: number;
  readonly mailSlots: number;
  readonly drives: number;
}

const scalar = ({ vendor, product, revision, slots, mailSlots, drives }: Scalar): ChangerModel => ({
  ...smc2Library,
  name: `${vendor}-${product.replaceAll(' ', '-')}`.toLowerCase(),
  title: `${vendor === 'ADIC' ? 'ADIC' : 'Quantum'} ${product}`,
  inquiry: called(vendor, product, revision),
  version: 0x03,
  standardInquiry: {
    lengthBytes: 56,
    responseDataFormat: 2,
    commandQueuing: false,
    // BARC, of before and after SPC-2.
    vendorSpecific: [
      { at: 6, bytes: [0x20] },
      { at: 36, bytes: revision.padEnd(19) },
      { at: 55, bytes: [0x01] },
    ],
  },
  commands: scalarCommands,
  modePages: [{ pageCode: 0x1c }, { pageCode: 0x1d }, { pageCode: 0x1e }, { pageCode: 0x1f, lengthBytes: 16 }],
  layout: elements([0x0001, 1], [0x1000, slots], [0x0010, mailSlots], [0x0100, drives]),
  impossibleMoves: [...nothingToTransport, ['mediumTransport', 'dataTransfer']],
  sources: sourced({ inquiry: scalarManual, commands: scalarManual, modePages: scalarManual }),
});

/** The two that do not look for volume tags. */
const withoutSearch = (facts: Scalar): ChangerModel => ({ ...scalar(facts), commands: [...withoutVolumeTags, initializeRangeOfOld] });

const superLoader: ChangerModel = {
  ...smc2Library,
  name: 'quantum-superloader-3',
  title: 'Quantum SuperLoader 3',
  inquiry: called('QUANTUM', 'UHDL', '0061'),
  version: 0x02,
  standardInquiry: { lengthBytes: 56, responseDataFormat: 2, commandQueuing: false },
  commands: withoutVolumeTags,
  layout: elements([0x0000, 1], [0x0001, 16], [0x0011, 1], [0x0012, 1]),
  elementStatus: { ...smc2Library.elementStatus, driveIdentifier: 'serial-number', mediumTypes: false },
  sources: sourced({ inquiry: superLoaderManual, commands: superLoaderManual }),
};

export const quantumChangers: readonly ChangerModel[] = [
  {
    ...scsi2Library,
    name: 'adic-scalar-dlt-448',
    title: 'ADIC Scalar DLT 448',
    inquiry: called('ADIC', 'Scalar DLT 448', '2.40'),
    ...publishedFor('Adicsc'),
    layout: elements([0x0000, 1], [0x0020, 48], [0x0010, 1], [0x01f0, 4]),
    sources: sourced({ inquiry: windowsLists, commands: windowsLists, modePages: windowsLists }),
  },
  {
    ...scsi2Autoloader,
    name: 'adic-faststor-2',
    title: 'ADIC FastStor 2',
    inquiry: called('ADIC', 'FastStor 2', 'G12r'),
    ...unverifiedFor('Adicsc'),
    layout: elements([0x0000, 1], [0x0001, 8], none, [0x0200, 1]),
    sources: sourced({ inquiry: seenByLinux }),
  },
  { ...scalar({ vendor: 'ADIC', product: 'Scalar 24', revision: '310A', slots: 24, mailSlots: 1, drives: 2 }), ...unverifiedFor('Adicsc') },
  {
    ...scalar({ vendor: 'ADIC', product: 'Scalar 100', revision: '3.14', slots: 72, mailSlots: 12, drives: 6 }),
    ...unverifiedFor('Adicsc'),
  },
  scalar({ vendor: 'ADIC', product: 'Scalar i2000', revision: '100A', slots: 100, mailSlots: 24, drives: 12 }),
  withoutSearch({ vendor: 'ADIC', product: 'Scalar i500', revision: '420G', slots: 41, mailSlots: 18, drives: 2 }),
  withoutSearch({ vendor: 'QUANTUM', product: 'Scalar i500', revision: '677G', slots: 41, mailSlots: 18, drives: 2 }),
  withoutSearch({ vendor: 'QUANTUM', product: 'Scalar i40-i80', revision: '171G', slots: 40, mailSlots: 5, drives: 2 }),
  scalar({ vendor: 'QUANTUM', product: 'Scalar i6000', revision: '606A', slots: 360, mailSlots: 24, drives: 6 }),
  scalar({ vendor: 'QUANTUM', product: 'Scalar i3-i6', revision: '225G', slots: 50, mailSlots: 5, drives: 3 }),
  superLoader,
];
