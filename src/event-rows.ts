/** How each event of the rooms reads, and how much it matters: what the network side does is told by its own rows, all the rest stands here. */
import type { CartridgeEvent } from './cartridge/cartridge-event.ts';
import type { FaultHappening } from './faults/happening.ts';
import type { LabHappening } from './lab-happening.ts';
import type { LibraryHappening } from './library/library.ts';
import { additionalSenseName } from './scsi/additional-sense.ts';
import type { LogicalUnitEvent, TargetDeviceEvent } from './scsi/events.ts';
import type { LogRow, LogRows } from './server/log-row.ts';
import type { TapeHappening } from './tape/happening.ts';
import { actionInWords } from './told-actions.ts';

const cartridgeRows: LogRows<CartridgeEvent> = {
  'cartridge.tail-cut': {
    level: 'warn',
    line: ({ barcode, bytes, objects }) =>
      `cartridge ${barcode}: cut off ${bytes} bytes (${objects} whole objects) behind the last one that counts, left by an unclean end or by another program`,
  },
  'cartridge.index-rebuilt': {
    level: 'warn',
    line: ({ barcode, why, objects }) => `cartridge ${barcode}: read through to find its ${objects} objects again (${why})`,
  },
  'cartridge.objects-found': {
    level: 'info',
    line: ({ barcode, objects }) => `cartridge ${barcode}: ${objects} objects have been added by others`,
  },
  'cartridge.damaged': {
    level: 'error',
    line: ({ barcode, object, offset, reason }) =>
      `cartridge ${barcode}: object ${object} (at byte ${offset} of its file) cannot be read: ${reason}`,
  },
  'cartridge.store-failed': { level: 'error', line: ({ barcode, doing, message }) => `cartridge ${barcode}: ${doing} failed: ${message}` },
};

const tapeRows: LogRows<TapeHappening> = {
  'tape.loaded': { level: 'info', line: ({ drive, barcode }) => `${drive}: ${barcode} is loaded` },
  'tape.unloaded': { level: 'info', line: ({ drive, barcode }) => `${drive}: ${barcode} is unloaded` },
  'tape.removed': { level: 'info', line: ({ drive, barcode }) => `${drive}: ${barcode} is taken out` },
  'tape.refused': {
    level: 'warn',
    line: ({ drive, barcode, reason }) => `${drive}: ${barcode} cannot be used: ${additionalSenseName(reason.asc, reason.ascq)}`,
  },
  'tape.load-failed': { level: 'error', line: ({ drive, barcode, reason }) => `${drive}: ${barcode} could not be drawn in: ${reason}` },
  'tape.unload-failed': { level: 'error', line: ({ drive, barcode, reason }) => `${drive}: ${barcode} does not come out: ${reason}` },
  'tape.cleaned': {
    level: 'info',
    line: ({ drive, barcode, usesLeft }) =>
      `${drive}: is clean; ${barcode} can be used ${usesLeft === 0 ? 'no more' : usesLeft === 1 ? 'once more' : `${usesLeft} more times`}`,
  },
  'tape.formatted': {
    level: 'info',
    line: ({ drive, barcode, partitions }) =>
      `${drive}: ${barcode} is formatted, with ${partitions === 1 ? 'one partition' : `${partitions} partitions`}`,
  },
  'tape.write-failed': {
    level: 'error',
    line: ({ drive, barcode, lostObjects, reason }) => `${drive}: ${lostObjects} objects written to ${barcode} are lost: ${reason}`,
  },
  'tape.read-failed': {
    level: 'error',
    line: ({ drive, barcode, position, reason }) => `${drive}: ${barcode} cannot be read at ${position}: ${reason}`,
  },
  'tape.early-warning': {
    level: 'info',
    line: ({ drive, barcode, position }) => `${drive}: ${barcode} is nearly full, at ${position}`,
  },
  'tape.volume-overflow': { level: 'info', line: ({ drive, barcode, position }) => `${drive}: ${barcode} is full, at ${position}` },
};

const labRows: LogRows<LabHappening> = {
  'lab.demo-made': { level: 'info', line: ({ file, cartridges }) => `made a demo: ${file} and ${cartridges} cartridges` },
  'lab.place-left-empty': { level: 'warn', line: ({ place, barcode, why }) => `${place} starts without ${barcode}: ${why}` },
  'lab.secrets-readable': {
    level: 'warn',
    line: ({ file }) => `${file} holds secrets, and other users of this machine may read it: 'chmod 600 ${file}' shuts them out`,
  },
  'operator.acted': { level: 'debug', line: (event) => actionInWords(event) },
  'nonvolatile.failed': {
    level: 'error',
    line: ({ device, message }) => `what ${device} was to keep could not be written down: ${message}`,
  },
  'stack.failed': { level: 'error', line: ({ drive, message }) => `${drive}: the next cartridge of its stack cannot come in: ${message}` },
  'inventory.failed': { level: 'error', line: ({ drive, message }) => `what is in ${drive} could not be written down: ${message}` },
};

const libraryRows: LogRows<LibraryHappening> = {
  'library.moved': { level: 'info', line: ({ library, barcode, from, to }) => `${library}: ${barcode} moved from ${from} to ${to}` },
  'library.stranded': {
    level: 'warn',
    line: ({ library, barcode, from, to, on }) =>
      on === 'arm'
        ? `${library}: ${barcode} is on the robot's arm, on its way from ${from} to ${to}`
        : `${library}: ${barcode} was dropped on its way from ${from} to ${to}, and is on the shelf`,
  },
  'library.robot-stuck': {
    level: 'error',
    line: ({ library, message }) => `${library}: ${message}; nothing moves until the door has been opened and closed`,
  },
  'library.handled': {
    level: 'info',
    line: ({ library, barcodes, way, place }) =>
      barcodes.length === 1
        ? `${library}: ${barcodes[0]} was ${way === 'in' ? 'put into' : 'taken out of'} ${place} by hand`
        : `${library}: ${barcodes.length} cartridges were put in by hand, ${barcodes[0]} to ${barcodes.at(-1)}`,
  },
  'library.import-export-accessed': { level: 'debug', line: ({ library, number }) => `${library}: the operator was at mailslot ${number}` },
  'library.door-opened': { level: 'info', line: ({ library }) => `${library}: the door is open` },
  'library.door-closed': { level: 'info', line: ({ library }) => `${library}: the door is closed` },
  'library.became-ready': { level: 'info', line: ({ library }) => `${library}: is ready` },
  'library.stock-not-taken': {
    level: 'error',
    line: ({ library, message }) => `${library}: is not ready, for the robot could not look at what is in it: ${message}`,
  },
  'library.place-gone': {
    level: 'warn',
    line: ({ library, barcode, place }) => `${library}: ${barcode} is on the shelf, for there is no ${place} any more`,
  },
  'library.went-offline': { level: 'info', line: ({ library }) => `${library}: is offline` },
  'library.went-online': { level: 'info', line: ({ library }) => `${library}: is online` },
};

const faultRows: LogRows<FaultHappening> = {
  'fault.fired': { level: 'info', line: ({ rule, action }) => `fault ${rule}: ${action}` },
  'fault.failed': {
    level: 'error',
    line: ({ rule, action, message }) => `fault ${rule ?? 'of the timeline'}: ${action} could not be done: ${message}`,
  },
  'fault.state-entered': { level: 'info', line: ({ state }) => `faults: the state is now ${state}` },
};

const unitRows: Partial<LogRows<LogicalUnitEvent | TargetDeviceEvent>> = {
  'logical-unit.reset': { level: 'info', line: ({ unit, kind }) => `unit ${unit}: ${kind}` },
  'logical-unit.bug': { level: 'error', line: ({ unit }) => `a bug in tapelab broke off a command of unit ${unit}` },
  'target-device.unit-withdrawn': { level: 'info', line: ({ unit, lun }) => `unit ${unit}: is not at LUN ${lun} any more` },
  'target-device.unit-returned': { level: 'info', line: ({ unit, lun }) => `unit ${unit}: is back at LUN ${lun}` },
};

// biome-ignore lint/suspicious/noExplicitAny: rows of any room's events
export const eventRows: readonly Readonly<Record<string, LogRow<any>>>[] = [
  cartridgeRows,
  tapeRows,
  libraryRows,
  labRows,
  faultRows,
  unitRows,
];
