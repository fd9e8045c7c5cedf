/** A tape of a product that is started and open. */
import { tapeSys } from '../../../../../src/host/windows/drivers/tape/tape-sys.ts';
import type { WindowsVersionName } from '../../../../../src/host/windows/version.ts';
import type { TapeHandle } from '../../../../../src/host/windows/win32.ts';
import { FakeDevice, type FakeSurroundings, surroundings } from './fake-device.ts';

export interface OpenedTape {
  readonly device: FakeDevice;
  readonly handle: TapeHandle;
  readonly around: FakeSurroundings;
  stop(): void;
}

/** VENDOR and PRODUCT IDENTIFICATION. */
export type Product = readonly [vendor: string, product: string];

export async function openTape([vendor, product]: Product, version: WindowsVersionName = 'w2k'): Promise<OpenedTape> {
  const device = new FakeDevice(0x01, vendor, product);
  const around = surroundings(version);
  const started = (await tapeSys.start(device, around))!;
  const { handle } = await started.open('\\\\.\\Tape0', () => {});
  device.sent();
  return { device, handle: handle as TapeHandle, around, stop: () => started.stop() };
}

export const products = {
  hp: ['HP', 'C1537A'],
  sony: ['SONY', 'SDT-9000'],
  python: ['ARCHIVE', 'Python 04106-XXX'],
  dlt4000: ['QUANTUM', 'DLT4000'],
  dlt7000: ['QUANTUM', 'DLT7000'],
  exabyte: ['EXABYTE', 'EXB-8505SMBANSH2'],
  exabyte8500: ['EXABYTE', 'EXB-8500'],
  travan: ['Seagate', 'STT20000N'],
} as const satisfies Record<string, Product>;
