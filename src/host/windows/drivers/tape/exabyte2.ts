/**
 * exabyte2.sys: 8 mm drives of Exabyte, EXB-8205 to EXB-8505. Their mode parameters have five bytes of their own behind the block descriptor, one of which
 * is sent back changed with every look at the media; what is left of the tape stands in their sense (bytes 23 to 25, KiB).
 */
import { uint24At } from '../../../../foundation/big-endian.ts';
import { productIdOf } from '../hardware-id.ts';
import { NtStatus } from '../nt-status.ts';
import { hex, type Performed } from '../request.ts';
import * as commands from './commands.ts';
import { exabyte8mm } from './hardware-ids.ts';
import type { TapeMinidriver, TapePersonality, TapeReply } from './minidriver.ts';

const compressing = /^EXABYTE_(EXB-8505|EXB8500C|IBM-8505|EXB-8205)/;

const REWIND_SECONDS = 250;
const LOCATE_SECONDS = 600;
const END_OF_DATA_SECONDS = 300;
const SPACE_SECONDS = 4100;
const PREPARE_SECONDS = 150;

/** Header, block descriptor and the vendor's bytes: EXABYTE_MODE_LENGTH. */
const MODE_BYTES = 0x11;
const EVEN_BYTE_DISCONNECT = 0x04;
const SENSE_BYTES = 26;
const UNIT_SENSE_AT = 21;
const NEEDS_CLEANING = 0x08;

export const exabyte2: TapeMinidriver = {
  name: 'exabyte2',
  hardwareIds: exabyte8mm,
  timeoutSeconds: 360,
  errors: [{ key: 0xb, asc: 0x5a, ascq: 0x01, is: NtStatus.ioDeviceError, status: NtStatus.noMedia }],
  personalityOf: (unit) => personalityOf(compressing.test(productIdOf(unit))),
};

function personalityOf(compresses: boolean): TapePersonality {
  // Without its last byte.
  const configuration = commands.modeSense(0x10, 19, 'configuration');
  const compression = commands.modeSense(0x0f, 20, 'compression');
  return {
    defaultBlockSize: 1024,
    getDriveParameters: [configuration, ...(compresses ? [compression] : []), commands.readBlockLimits],
    setDriveParameters: commands.driveParameters({ configuration, ...(compresses && { compression }) }),
    getMediaParameters: [
      commands.testUnitReady,
      commands.modeSense(0x00, MODE_BYTES, 'media', { descriptor: true }),
      { cdb: hex('15 00 00 00 11 00'), write: withEvenByteDisconnect, tolerates: 'anything' },
      commands.requestSense(SENSE_BYTES, 'room'),
      { cdb: hex('1A 08 11 00 0E 00'), read: 14 },
    ],
    roomOf: (reply) => ({ remaining: reply.length >= SENSE_BYTES ? uint24At(reply, 23) * 1024 : 0 }),
    setMediaParameters: (blockSize) => [commands.testUnitReady, commands.selectBlockSize(blockSize, 0x7f)],
    getStatus: [{ ...commands.testUnitReady, tolerates: 'anything' }, commands.requestSense(SENSE_BYTES, 'cleaning')],
    needsCleaning: (reply) => reply.length > UNIT_SENSE_AT && (reply[UNIT_SENSE_AT]! & NEEDS_CLEANING) !== 0,
    getPosition: [{ ...commands.readPosition, timeoutSeconds: LOCATE_SECONDS }],
    setPosition: {
      rewind: () => [commands.rewind(REWIND_SECONDS), commands.requestSense(SENSE_BYTES, 'room-at-beginning')],
      'absolute-block': (block) => [commands.locate(block, { timeoutSeconds: LOCATE_SECONDS })],
      'logical-block': (block) => [commands.locate(block, { timeoutSeconds: LOCATE_SECONDS })],
      'end-of-data': () => [commands.space(commands.SpaceCode.endOfData, 0, END_OF_DATA_SECONDS)],
      'relative-blocks': (count) => [commands.space(commands.SpaceCode.blocks, count, SPACE_SECONDS)],
      filemarks: (count) => [commands.space(commands.SpaceCode.filemarks, count, SPACE_SECONDS)],
    },
    prepare: {
      load: [commands.load(PREPARE_SECONDS), commands.requestSense(SENSE_BYTES, 'room-at-beginning')],
      unload: [commands.unload(PREPARE_SECONDS)],
      lock: [commands.lock(PREPARE_SECONDS)],
      unlock: [commands.unlock(PREPARE_SECONDS)],
    },
    writeMarks: { filemarks: (count) => [commands.writeMarks(count)] },
    erase: { long: [commands.erase('long', 18_000)] },
    mediaTypes: ['MP_8mm'],
    mountedType: ({ mediumType }) =>
      (mediumType >= 0x81 && mediumType <= 0x86) || (mediumType >= 0xc1 && mediumType <= 0xc4) ? 'MP_8mm' : undefined,
  };
}

/** The mode parameters as they came, with one bit of the vendor's set and neither medium type nor density. */
function withEvenByteDisconnect(done: Performed<TapeReply>): Uint8Array | undefined {
  const reply = done.data('media', 12);
  if (reply === undefined) return undefined;
  const parameters = new Uint8Array(MODE_BYTES);
  parameters.set(reply.subarray(0, MODE_BYTES));
  parameters.set([0x00, 0x00, 0x10], 0);
  parameters[4] = 0x7f;
  parameters.fill(0, 5, 8);
  parameters[12]! |= EVEN_BYTE_DISCONNECT;
  return parameters;
}
