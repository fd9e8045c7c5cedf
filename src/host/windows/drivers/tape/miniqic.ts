/**
 * miniqic.sys: quarter-inch and Travan drives on SCSI; and qic157.sys for their ATAPI kin, which sends the same. They tell nothing of capacity, and
 * everything that moves the tape may take five hours.
 */
import { productIdOf } from '../hardware-id.ts';
import { NtStatus } from '../nt-status.ts';
import * as commands from './commands.ts';
import { atapiQic, scsiQic } from './hardware-ids.ts';
import type { TapeMinidriver, TapePersonality } from './minidriver.ts';

/** POSITION_TIMEOUT and LONG_COMMAND_TIMEOUT. */
const HOURS_SECONDS = 5 * 60 * 60;

/** Of the older drives blocks are 1024 bytes (which of them is inference). */
const longerBlocks = /^(EXABYTE_EXB-250|TANDBERG_TDC_3)/;

/** Medium types of Travan cartridges. */
const travan = [0xb7, 0xb6, 0x85];

const minidriver = (name: string, hardwareIds: ReadonlySet<string>): TapeMinidriver => ({
  name,
  hardwareIds,
  timeoutSeconds: 180,
  timeoutDeltaSeconds: 300,
  errors: [{ key: 0x3, asc: 0x31, ascq: 0x00, status: NtStatus.unrecognizedMedia }],
  personalityOf: (unit) => ({ ...personality, ...(longerBlocks.test(productIdOf(unit)) && { defaultBlockSize: 1024 }) }),
});

const configuration = commands.modeSense(0x10, 20, 'configuration');
const compression = commands.modeSense(0x0f, 20, 'compression', { tolerates: 'anything' });

const personality: TapePersonality = {
  defaultBlockSize: 512,
  getDriveParameters: [configuration, commands.readBlockLimits, compression],
  setDriveParameters: commands.driveParameters({ configuration, compression }),
  getMediaParameters: [
    commands.testUnitReady,
    { cdb: Uint8Array.of(0x1a, 0x08, 0x11, 0, 0x0c, 0), read: 12, tolerates: 'anything' },
    configuration,
    commands.modeSense(0x00, 12, 'media', { descriptor: true }),
  ],
  setMediaParameters: (blockSize) => [commands.testUnitReady, commands.selectBlockSize(blockSize, 0x7f)],
  getStatus: [{ ...commands.testUnitReady, tolerates: 'anything' }],
  getPosition: [commands.testUnitReady, commands.readPosition],
  setPosition: {
    rewind: () => [commands.rewind(HOURS_SECONDS)],
    'absolute-block': (block) => [commands.locate(block, { timeoutSeconds: HOURS_SECONDS })],
    'logical-block': (block) => [commands.locate(block, { timeoutSeconds: HOURS_SECONDS })],
    'end-of-data': () => [commands.space(commands.SpaceCode.endOfData, 0, HOURS_SECONDS)],
    'relative-blocks': (count) => [commands.space(commands.SpaceCode.blocks, count, HOURS_SECONDS)],
    filemarks: (count) => [commands.space(commands.SpaceCode.filemarks, count, HOURS_SECONDS)],
    setmarks: (count) => [commands.space(commands.SpaceCode.setmarks, count, HOURS_SECONDS)],
  },
  prepare: {
    load: [commands.load(HOURS_SECONDS)],
    unload: [commands.unload(HOURS_SECONDS)],
    tension: [commands.tension(HOURS_SECONDS)],
    lock: [commands.lock()],
    unlock: [commands.unlock()],
  },
  writeMarks: {
    filemarks: (count) => [commands.writeMarks(count, { timeoutSeconds: HOURS_SECONDS })],
    setmarks: (count) => [commands.writeMarks(count, { setmarks: true, timeoutSeconds: HOURS_SECONDS })],
  },
  erase: { short: [commands.erase('short', HOURS_SECONDS)], long: [commands.erase('long', HOURS_SECONDS)] },
  mediaTypes: ['MiniQic', 'Travan'],
  mountedType: ({ mediumType }) => (travan.includes(mediumType) ? 'Travan' : 'MiniQic'),
};

export const miniqic = minidriver('miniqic', scsiQic);
export const qic157 = minidriver('qic157', atapiQic);
