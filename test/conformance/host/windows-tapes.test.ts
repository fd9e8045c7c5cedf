/** tape.sys and its minidrivers at work on the drives that they know, over TCP: what programs get from the API when all is well, and at every end of a tape. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CartridgeSpecification } from '../../../src/cartridge/cartridge-specification.ts';
import { type StorageMediaType, type TapeHandle, Win32Error } from '../../../src/host/windows/win32.ts';
import { driveModels } from '../../../src/models/index.ts';
import { LabUnderTest } from '../lab-under-test.ts';
import { pattern } from '../pattern.ts';
import { settled, WindowsDevices } from './windows-devices.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const capacityBytes = 4 * MiB;
const earlyWarningBytes = MiB;

interface Drive {
  readonly vendor: string;
  readonly product: string;
  readonly medium: string;
  readonly blockSize: number;
  readonly mediaType: StorageMediaType;
}
const drives: Readonly<Record<string, Drive>> = {
  hp: { vendor: 'HP', product: 'C1537A', medium: 'dds-3', blockSize: 16 * KiB, mediaType: 'DDS_4mm' },
  sony: { vendor: 'SONY', product: 'SDT-9000', medium: 'dds-3', blockSize: 16 * KiB, mediaType: 'DDS_4mm' },
  python: { vendor: 'ARCHIVE', product: 'Python 04106-XXX', medium: 'dds-2', blockSize: 16 * KiB, mediaType: 'DDS_4mm' },
  dlt: { vendor: 'QUANTUM', product: 'DLT7000', medium: 'dlt-iv', blockSize: 64 * KiB, mediaType: 'DLT' },
  exabyte: { vendor: 'EXABYTE', product: 'EXB-8505SMBANSH2', medium: '8mm-160m-xl', blockSize: KiB, mediaType: 'MP_8mm' },
  travan: { vendor: 'Seagate', product: 'STT20000N', medium: 'travan-ns20', blockSize: 512, mediaType: 'MiniQic' },
};
const names = Object.keys(drives);
const targetOf = (name: string): string => `iqn.2026-11.local.conformance:windows-${name}`;

function modelOf({ vendor, product }: Drive): string {
  for (const [name, { inquiry }] of driveModels)
    if (inquiry.vendorIdentification === vendor && inquiry.productIdentification === product) return name;
  throw new Error(`no model is ${vendor} ${product}`);
}

let lab: LabUnderTest;
beforeAll(async () => {
  const ofEach = (line: (name: string) => string): string => names.map(line).join('\n');
  const model = (name: string): string => modelOf(drives[name]!);
  const empty = `  empty: { model: ${model('hp')}, serial: EMPTY }\n  protected: { model: ${model('hp')}, serial: PROT, cartridge: PROTECT }`;
  const configuration = `
drives:
${ofEach((name) => `  ${name}: { model: ${model(name)}, serial: W-${name}, cartridge: ${name.toUpperCase()} }`)}
${empty}
targets:
${ofEach((name) => `  ${targetOf(name)}: { luns: { 0: ${name} } }`)}
  ${targetOf('others')}: { luns: { 0: empty, 1: protected } }
`;
  const cartridge = (name: string): CartridgeSpecification => ({
    barcode: name.toUpperCase(),
    mediumType: drives[name]!.medium,
    capacityBytes,
    earlyWarningBytes,
  });
  const cartridges = [...names.map(cartridge), { barcode: 'PROTECT', mediumType: 'dds-3', capacityBytes, writeProtected: true }];
  lab = await LabUnderTest.start({ configuration, cartridges });
});
afterAll(() => lab.stop());

let host: WindowsDevices;
const attached = async (name: string): Promise<TapeHandle> => {
  host = await WindowsDevices.attach(lab, targetOf(name));
  const tape = await host.tape();
  await settled(tape);
  return tape;
};
afterEach(() => host.logOut());

describe.each(names)('%s', (name) => {
  const { blockSize, mediaType } = drives[name]!;

  it('tells its parameters', async () => {
    const tape = await attached(name);
    const { value: drive } = await tape.getDriveParameters();
    expect(drive).toMatchObject({ defaultBlockSize: blockSize });
    expect(drive!.minimumBlockSize).toBeLessThanOrEqual(512);
    expect(Math.log2(drive!.maximumBlockSize) % 1).toBe(0);
    expect(await tape.setMediaParameters({ blockSize })).toEqual({ error: 0 });
    await tape.setPosition('rewind');
    const { error, value: medium } = await tape.getMediaParameters();
    expect({ error, medium }).toMatchObject({ error: 0, medium: { blockSize, writeProtected: false } });
    if (!['travan', 'sony'].includes(name)) expect(medium!.capacity! / capacityBytes).toBeGreaterThan(0.5);
    expect(await tape.getMediaTypes()).toMatchObject({ error: 0 });
    expect((await tape.getMediaTypes()).value!.filter(({ mounted }) => mounted)).toMatchObject([{ mediaType, writeProtected: false }]);
  });

  it('takes drive parameters', async () => {
    const tape = await attached(name);
    const { value: before } = await tape.getDriveParameters();
    expect(await tape.setDriveParameters({ compression: !before!.compression })).toEqual({ error: 0 });
    const { value: after } = await tape.getDriveParameters();
    // A drive that cannot be told stays as it is.
    expect(typeof after!.compression).toBe('boolean');
    if (name === 'hp' || name === 'dlt' || name === 'exabyte') expect(after!.compression).toBe(!before!.compression);
    expect(await tape.setDriveParameters({ compression: before!.compression })).toEqual({ error: 0 });
  });
});

/** One of each kind of unit in which room is told. */
describe.each(['hp', 'dlt', 'exabyte'])('%s', (name) => {
  const { blockSize } = drives[name]!;

  it('writes files of blocks, and reads them to each mark and to the end', async () => {
    const tape = await attached(name);
    await tape.setMediaParameters({ blockSize });
    await tape.setPosition('rewind');
    const [first, second] = [pattern(4 * blockSize, 1), pattern(2 * blockSize, 2)];
    expect(await tape.writeFile(first)).toEqual({ error: 0, bytes: first.length });
    expect(await tape.writeMarks(1)).toEqual({ error: 0 });
    expect(await tape.writeFile(second)).toEqual({ error: 0, bytes: second.length });
    expect(await tape.writeMarks(2)).toEqual({ error: 0 });
    expect((await tape.getPosition()).value!.block).toBe(9);
    await tape.setPosition('rewind');
    expect(await tape.readFile(6 * blockSize)).toEqual({ error: Win32Error.filemarkDetected, bytes: first.length, data: first });
    expect(await tape.readFile(2 * blockSize)).toEqual({ error: 0, bytes: second.length, data: second });
    expect(await tape.readFile(blockSize)).toMatchObject({ error: Win32Error.filemarkDetected, bytes: 0 });
    expect(await tape.readFile(blockSize)).toMatchObject({ error: Win32Error.filemarkDetected, bytes: 0 });
    expect(await tape.readFile(blockSize)).toMatchObject({ error: Win32Error.noDataDetected, bytes: 0 });
    expect(await tape.setPosition('filemarks', -1)).toEqual({ error: 0 });
    expect(await tape.setPosition('relative-blocks', -1)).toMatchObject({ error: Win32Error.filemarkDetected });
    await tape.setPosition('rewind');
    expect(await tape.setPosition('filemarks', -1)).toEqual({ error: Win32Error.beginningOfMedia });
    expect(await tape.setPosition('filemarks', 4)).toEqual({ error: Win32Error.noDataDetected });
    await tape.setPosition('rewind');
    expect(await tape.setPosition('end-of-data')).toEqual({ error: 0 });
    expect((await tape.getPosition()).value!.block).toBe(9);
    expect(await tape.setPosition('absolute-block', 5)).toEqual({ error: 0 });
    expect((await tape.getPosition()).value!.block).toBe(5);
    expect(await tape.readFile(blockSize)).toEqual({ error: 0, bytes: blockSize, data: second.subarray(0, blockSize) });
  });

  it('is told of the end with everything written, can write a trailer behind it, and then nothing more', async () => {
    const tape = await attached(name);
    await tape.setMediaParameters({ blockSize });
    await tape.setPosition('rewind');
    const chunk = new Uint8Array(64 * KiB);
    const warned: number[] = [];
    let written = 0;
    for (;;) {
      const { error, bytes } = await tape.writeFile(chunk);
      if (error === Win32Error.eomOverflow) {
        expect(bytes).toBe(0);
        break;
      }
      expect(bytes).toBe(chunk.length);
      written += bytes;
      if (warned.length === 0) expect([0, Win32Error.endOfMedia]).toContain(error);
      else expect(error).toBe(Win32Error.endOfMedia);
      if (error !== 0) warned.push(written);
      if (warned.length === 1) expect(await tape.writeMarks(1)).toEqual({ error: Win32Error.endOfMedia });
      expect(written, 'the tape ends').toBeLessThanOrEqual(capacityBytes);
    }
    expect(warned[0]!).toBeGreaterThanOrEqual(capacityBytes - earlyWarningBytes);
    expect(warned.length).toBeGreaterThan(2);
  });
});

describe('blocks of any length', () => {
  it('are read as they are: shorter without a word, longer with ERROR_MORE_DATA', async () => {
    const tape = await attached('hp');
    await tape.setMediaParameters({ blockSize: 0 });
    await tape.setPosition('rewind');
    const block = pattern(1000, 3);
    await tape.writeFile(block);
    await tape.writeMarks(1);
    for (const [room, error] of [
      [4096, 0],
      [1000, 0],
      [600, Win32Error.moreData],
    ] as const) {
      await tape.setPosition('rewind');
      const bytes = Math.min(room, block.length);
      expect(await tape.readFile(room)).toEqual({ error, bytes, data: block.subarray(0, bytes) });
    }
  });
});

describe('a drive', () => {
  it('without a cartridge has no media', async () => {
    host = await WindowsDevices.attach(lab, targetOf('others'));
    const tape = await host.tape();
    for (let turns = 0; turns < 8; turns++) if ((await tape.getStatus()).error === Win32Error.noMediaInDrive) break;
    expect(await tape.getStatus()).toEqual({ error: Win32Error.noMediaInDrive });
    expect(await tape.getMediaParameters()).toEqual({ error: Win32Error.noMediaInDrive });
    expect((await tape.getMediaTypes()).value).toEqual([{ mediaType: 'DDS_4mm', mounted: false, writeProtected: false }]);
  });

  it('with a protected one says so, and writes nothing', async () => {
    host = await WindowsDevices.attach(lab, targetOf('others'));
    const tape = await host.tape(1);
    await settled(tape);
    expect((await tape.getMediaParameters()).value).toMatchObject({ writeProtected: true });
    await tape.setMediaParameters({ blockSize: 512 });
    expect(await tape.writeFile(new Uint8Array(512))).toEqual({ error: Win32Error.writeProtect, bytes: 0 });
    expect(await tape.writeMarks(1)).toEqual({ error: Win32Error.writeProtect });
  });

  it('tells each host that its tape was changed while it was away', async () => {
    const tape = await attached('hp');
    expect(await tape.prepare('unload')).toEqual({ error: 0 });
    expect(await tape.getStatus()).toEqual({ error: Win32Error.noMediaInDrive });
    expect(await tape.prepare('load')).toEqual({ error: 0 });
    const told = await settled(tape);
    expect(told.every((error) => error === Win32Error.mediaChanged)).toBe(true);
    await lab.operator['drive.eject']({ drive: 'hp' });
    await lab.operator['drive.insert']({ drive: 'hp', barcode: 'HP' });
    expect(await settled(tape)).toContain(Win32Error.mediaChanged);
  });
});
