/**
 * 4mmdat.sys: DDS drives of Hewlett-Packard, Sony, Archive, Seagate, Wang and others. Sony's are asked with block descriptors, all others without; six of
 * HP's, and one of AIWA's, have sense of their own and a shorter page 11h. What is left of the tape is told in log page 31h.
 */
import { uint16At, uint32At } from '../../../../foundation/big-endian.ts';
import { productIdOf } from '../hardware-id.ts';
import { NtStatus } from '../nt-status.ts';
import { hex } from '../request.ts';
import * as commands from './commands.ts';
import { dat } from './hardware-ids.ts';
import type { TapeMinidriver, TapePersonality } from './minidriver.ts';

/** What WhichIsIt() knows products as, letter by letter; some that the INF lists it does not know, as `WANGDAT` in capitals. C1533A and C1553A: */
const likeC1553A = /^(HP______(C1533A|C1553A|C1537A|C1557A|C5683A|C5713A)_|AIWA____GD-8000_)/;
const likeSony = /^(SONY____|DEC_____TLZ09_)/;
const likeWang = /^(WangDAT_Model_|WANGTEK_6130-FS)/;
/** Their positions are logical ones, whatever is asked for; so are those of Sony's and Wang's. */
const likePython = /^ARCHIVE_Python/;
/** What is left is asked of these in log page 31h. Of Sony's and Wang's page 11h is all that tells of capacity; of what is not known nothing does. */
const withLogPage =
  /^(AIWA____GD-|ARCHIVE_(Python|43(22|26)XX|4586XX|IBM4(326|586))|SEAGATE_DAT_|EXABYTE_EXB-4200_|HP______|IBM_____HP35480A_|IOMEGA__DAT4000_)/;

const REWIND_SECONDS = 360;
const POSITION_SECONDS = 480;
const ERASE_SECONDS = 16_500;
const MARKS_SECONDS = 900;

/** DDS-1 to DDS-4. */
const densities = [0x13, 0x24, 0x25, 0x26];

export const dat4mm: TapeMinidriver = {
  name: '4mmdat',
  hardwareIds: dat,
  timeoutSeconds: 360,
  timeoutDeltaSeconds: 300,
  errors: [
    { key: 0xb, is: NtStatus.ioDeviceError, status: NtStatus.deviceNotReady },
    { asc: 0x3a, ascq: 0x00, is: NtStatus.busReset, status: NtStatus.noMedia },
  ],
  personalityOf: (unit) => personalityOf(productIdOf(unit)),
};

function personalityOf(product: string): TapePersonality {
  const sony = likeSony.test(product);
  const hewlettPackard = likeC1553A.test(product);
  const sonyOrWang = sony || likeWang.test(product);
  const deviceSpecific = !sonyOrWang && !likePython.test(product);
  const logs = withLogPage.test(product);
  const configuration = sony
    ? commands.modeSense(0x10, 28, 'configuration', { descriptor: true })
    : commands.modeSense(0x10, 20, 'configuration');
  const compression = sony
    ? commands.modeSense(0x0f, 28, 'compression', { descriptor: true, tolerates: commands.unlessThereIsNone })
    : commands.modeSense(0x0f, 20, 'compression', { tolerates: commands.unlessThereIsNone });
  return {
    defaultBlockSize: 16_384,
    ...(hewlettPackard && {
      errors: [{ key: 0x0, asc: 0x82, ascq: 0x82, status: NtStatus.deviceRequiresCleaning }],
      needsCleaning: (sense: Uint8Array) => sense.length > 21 && (sense[21]! & 0x08) !== 0,
    }),
    getDriveParameters: [
      configuration,
      compression,
      // A Sony drive that does not decompress is made to.
      ...(sony
        ? [
            {
              ...commands.modeSelect('compression', 28, (page) => (page[3]! |= 0x80)),
              onlyIf: (done) => decompressionIsOff(done.data('compression', 28)),
            } satisfies commands.TapeStep,
          ]
        : []),
      commands.readBlockLimits,
    ],
    setDriveParameters: commands.driveParameters({ configuration, compression, algorithm: 0x20 }),
    getMediaParameters: [
      commands.testUnitReady,
      configuration,
      // Fewer bytes than there is room for.
      commands.modeSense(0x11, hewlettPackard ? 22 : 24, 'media', { descriptor: true, room: 24 }),
      // More bytes than there is room for.
      ...(logs ? [{ cdb: hex('4D 00 71 00 00 00 00 00 5C 00'), read: 36, as: 'room' } as const] : []),
    ],
    ...(logs && { roomOf: roomInLogPage }),
    ...(sonyOrWang && { capacityOf: partitionSizes }),
    setMediaParameters: (blockSize) => [commands.testUnitReady, commands.selectBlockSize(blockSize, 0x7f)],
    getStatus: [{ ...commands.testUnitReady, tolerates: 'anything' }, ...(hewlettPackard ? [commands.requestSense(22, 'cleaning')] : [])],
    getPosition: [commands.testUnitReady, deviceSpecific ? commands.readDeviceSpecificPosition : commands.readPosition],
    setPosition: {
      rewind: () => [commands.rewind(REWIND_SECONDS)],
      'absolute-block': (block) => [commands.locate(block, { timeoutSeconds: POSITION_SECONDS, deviceSpecific })],
      'logical-block': (block) => [commands.locate(block, { timeoutSeconds: POSITION_SECONDS })],
      'end-of-data': () => [commands.space(commands.SpaceCode.endOfData, 0, POSITION_SECONDS)],
      'relative-blocks': (count) => [commands.space(commands.SpaceCode.blocks, count, POSITION_SECONDS)],
      filemarks: (count) => [commands.space(commands.SpaceCode.filemarks, count, POSITION_SECONDS)],
      setmarks: (count) => [commands.space(commands.SpaceCode.setmarks, count, POSITION_SECONDS)],
    },
    prepare: {
      load: [commands.load(900)],
      unload: [commands.unload(390)],
      tension: [commands.tension(390)],
      lock: [commands.lock(180)],
      unlock: [commands.unlock(180)],
    },
    writeMarks: {
      filemarks: (count) => [commands.writeMarks(count, { timeoutSeconds: MARKS_SECONDS })],
      setmarks: (count) => [commands.writeMarks(count, { setmarks: true, timeoutSeconds: MARKS_SECONDS })],
    },
    erase: { short: [commands.erase('short', ERASE_SECONDS)], long: [commands.erase('long', ERASE_SECONDS)] },
    mediaTypes: ['DDS_4mm'],
    mountedType: ({ densityCode }) => (densities.includes(densityCode) ? 'DDS_4mm' : undefined),
  };
}

const decompressionIsOff = (reply: Uint8Array | undefined): boolean => reply !== undefined && (commands.pageOf(reply)[3]! & 0x80) === 0;

/** Of the answer with page 11h: the sizes of partitions 0 and 1 (bytes 8 and 10) in the unit that PSUM tells (byte 4, bits 4 and 3). */
function partitionSizes(parameters: Uint8Array): number {
  const page = commands.pageOf(parameters);
  if (page.length < 12) return 0;
  const unitBytes = { 1: 1024, 2: 1024 * 1024 }[(page[4]! >> 3) & 0b11] ?? 1;
  return (uint16At(page, 8) + uint16At(page, 10)) * unitBytes;
}

/**
 * | byte | log page 31h, as the driver expects it: parameters of 8 bytes, KiB |
 * |---|---|
 * | 8, 16 | remaining of partition 0 and 1 |
 * | 24, 32 | maximum of partition 0 and 1 |
 */
function roomInLogPage(page: Uint8Array): { remaining: number; capacity: number } {
  const kibibytes = (at: number): number => (at + 4 <= page.length ? uint32At(page, at) : 0);
  return { remaining: (kibibytes(8) + kibibytes(16)) * 1024, capacity: (kibibytes(24) + kibibytes(32)) * 1024 };
}
