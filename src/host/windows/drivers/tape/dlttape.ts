/**
 * dlttape.sys: DLT drives of Quantum. What is left of the tape stands in 29 bytes of sense (bytes 25 to 28, units of 4 KiB), and its capacity is what was
 * left at its beginning. A position is asked for behind a WRITE FILEMARKS of none, which empties the drive's buffer.
 */
import { uint32At } from '../../../../foundation/big-endian.ts';
import { productIdOf } from '../hardware-id.ts';
import { NtStatus } from '../nt-status.ts';
import { hex } from '../request.ts';
import * as commands from './commands.ts';
import { dlt } from './hardware-ids.ts';
import type { TapeMinidriver, TapePersonality } from './minidriver.ts';

/** Known as QUANTUM_8000, and COMPAQ_8000. */
const likeDlt8000 = /^QUANTUM_(DLT8000|SuperDLT1)/;
const laterThanDlt4000 = /^QUANTUM_(DLT7000|DLT8000|SuperDLT|DLT1_)/;

const POSITION_SECONDS = 11_800;

/** Byte 18 of the sense, INTERNAL STATUS CODE: it holds bits, and one of them is the cleaning light. */
const BITS = 0x80;
const CLEANING_LIGHT = 0x01;

export const dlttape: TapeMinidriver = {
  name: 'dlttape',
  hardwareIds: dlt,
  timeoutSeconds: 360,
  errors: [
    { key: 0x1, asc: 0x80, ascq: 0x02, status: NtStatus.success },
    { key: 0x3, asc: 0x80, ascq: 0x01, status: NtStatus.deviceRequiresCleaning },
    { key: 0x2, asc: 0x04, ascq: 0x02, status: NtStatus.noMedia },
  ],
  personalityOf: (unit) => personalityOf(productIdOf(unit)),
};

function personalityOf(product: string): TapePersonality {
  const later = laterThanDlt4000.test(product);
  const sense = (as: 'room' | 'room-at-beginning' | 'cleaning') => commands.requestSense(later ? 30 : 29, as);
  const configuration = commands.modeSense(0x10, 20, 'configuration');
  const compression = commands.modeSense(0x0f, 20, 'compression', { tolerates: commands.unlessThereIsNone });
  return {
    defaultBlockSize: later ? 65_536 : 32_768,
    getDriveParameters: [configuration, compression, commands.readBlockLimits],
    setDriveParameters: commands.driveParameters({ configuration, compression, algorithm: 0x10 }),
    getMediaParameters: [commands.testUnitReady, commands.modeSense(0x00, 12, 'media', { descriptor: true }), sense('room')],
    roomOf: (reply) => ({ remaining: reply.length >= 29 ? uint32At(reply, 25) * 4096 : 0 }),
    setMediaParameters: (blockSize) => [commands.testUnitReady, commands.selectBlockSize(blockSize, 0x00)],
    refusesBlockSize: (blockSize) => later && blockSize % 2 !== 0,
    getStatus: [{ ...commands.testUnitReady, tolerates: 'anything' }, sense('cleaning')],
    needsCleaning: (reply) => reply.length > 18 && (reply[18]! & BITS) !== 0 && (reply[18]! & CLEANING_LIGHT) !== 0,
    getPosition: [commands.testUnitReady, { cdb: hex('10 00 00 00 00 00'), tolerates: 'anything' }, commands.readPosition],
    setPosition: {
      rewind: () => [commands.rewind(), sense('room-at-beginning')],
      'absolute-block': (block) => [commands.locate(block, { timeoutSeconds: POSITION_SECONDS })],
      'logical-block': (block) => [commands.locate(block, { timeoutSeconds: POSITION_SECONDS })],
      'end-of-data': () => [commands.space(commands.SpaceCode.endOfData, 0, POSITION_SECONDS)],
      'relative-blocks': (count) => [commands.space(commands.SpaceCode.blocks, count, POSITION_SECONDS)],
      filemarks: (count) => [commands.space(commands.SpaceCode.filemarks, count, POSITION_SECONDS)],
    },
    prepare: {
      load: [commands.load(), sense('room-at-beginning')],
      unload: [commands.unload()],
      lock: [commands.lock()],
      unlock: [commands.unlock()],
    },
    writeMarks: { filemarks: (count) => [commands.writeMarks(count)] },
    erase: { long: [commands.erase('long', 23_760)] },
    mediaTypes: ['DLT', 'CLEANER_CARTRIDGE'],
    ...(likeDlt8000.test(product) && { looksForCleaner: true }),
    mountedType: ({ mediumType, densityCode }) => {
      if (mediumType === 0x81) return 'CLEANER_CARTRIDGE';
      return (mediumType >= 0x82 && mediumType <= 0x86) || (mediumType === 0 && densityCode !== 0) ? 'DLT' : undefined;
    },
  };
}
