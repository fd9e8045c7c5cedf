/**
 * Libraries for the tests of SMC-3's commands: a lab with one target for each, the changer at LUN 0 and its drives from LUN 1 on, cartridges in its
 * slots; and a host of one, which finds the elements where mode page 1Dh says they are.
 */
import { expect } from 'vitest';
import type { CartridgeSpecification } from '../../src/cartridge/cartridge-specification.ts';
import type { Clock } from '../../src/foundation/clock.ts';
import * as cdb from './cdb.ts';
import * as changerCdb from './changer-cdb.ts';
import { type ElementDescriptor, elementAt, elementStatus } from './elements.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest, type SessionOptions } from './lab-under-test.ts';
import type { CommandOptions, Completion } from './task.ts';

export interface LibraryUnderTest {
  readonly model?: string;
  /** What stands in its data transfer elements; two LTO drives unless given. */
  readonly drives?: readonly string[];
  /** Further lines of each drive's configuration: `autoload: false`. */
  readonly ofDrives?: string;
  readonly storage?: number;
  readonly importExport?: number;
  /** Barcodes by the number of their slot; the cartridges are made. */
  readonly cartridges?: Readonly<Record<number, string>>;
  /** Further lines of its configuration: `timing: realistic`. */
  readonly more?: string;
}

export interface LibraryLabOptions {
  /** Cartridges that lie on the shelf, or are otherwise than the rest. */
  readonly cartridges?: readonly CartridgeSpecification[];
  readonly clock?: Clock;
}

export const targetOf = (library: string): string => `iqn.2026-11.local.conformance:${library}`;
export const driveName = (library: string, number: number): string => `${library}-drive${number}`;

const usualDrives = ['lto-8', 'lto-8'];
const usualCapacityBytes = 16 * 2 ** 20;
const listed = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ');

/** A lab with these libraries, each behind a target of its name. */
export function startLibraries(
  libraries: Readonly<Record<string, LibraryUnderTest>>,
  { cartridges = [], clock }: LibraryLabOptions = {},
): Promise<LabUnderTest> {
  const named = Object.entries(libraries);
  const barcodes = named.flatMap(([, { cartridges: stored = {} }]) => Object.values(stored));
  const special = new Set(cartridges.map(({ barcode }) => barcode));
  const serial = (at: number, drive?: number): string => `LIB${String(at).padStart(3, '0')}${drive === undefined ? '' : `D${drive}`}`;
  const driveLines = named.flatMap(([name, { drives = usualDrives, ofDrives }], at) =>
    drives.map(
      (model, index) =>
        `  ${driveName(name, index + 1)}: { ${listed({ model, serial: serial(at, index + 1) })}${ofDrives === undefined ? '' : `, ${ofDrives}`} }`,
    ),
  );
  const libraryLine = ([name, library]: (typeof named)[number], at: number): string => {
    const { model = 'generic-library', drives = usualDrives, storage, importExport, cartridges: stored = {}, more } = library;
    const fields = {
      model,
      serial: serial(at),
      drives: `[${drives.map((_, index) => driveName(name, index + 1)).join(', ')}]`,
      storage,
      importExport,
      cartridges: `{ ${listed(Object.fromEntries(Object.entries(stored).map(([slot, barcode]) => [slot, `"${barcode}"`])))} }`,
    };
    return `  ${name}: { ${listed(fields)}${more === undefined ? '' : `, ${more}`} }`;
  };
  const targetLine = ([name, { drives = usualDrives }]: (typeof named)[number]): string =>
    `  ${targetOf(name)}: { luns: { 0: ${name}, ${drives.map((_, index) => `${index + 1}: ${driveName(name, index + 1)}`).join(', ')} } }`;
  return LabUnderTest.start({
    configuration: `
drives:
${driveLines.join('\n')}
libraries:
${named.map(libraryLine).join('\n')}
targets:
${named.map(targetLine).join('\n')}
`,
    cartridges: [
      ...barcodes.filter((barcode) => !special.has(barcode)).map((barcode) => ({ barcode, capacityBytes: usualCapacityBytes })),
      ...cartridges,
    ],
    ...(clock && { clock }),
  });
}

export interface Range {
  readonly first: number;
  readonly count: number;
}
/** ELEMENT ADDRESS ASSIGNMENT. */
export interface Layout {
  readonly transport: Range;
  readonly storage: Range;
  readonly importExport: Range;
  readonly drive: Range;
}

/** A host with a session to a library's target, and its words for what it does there: slots, mail slots, drives and arms count from 1. */
export class LibraryHost {
  readonly initiator: Initiator;
  readonly layout: Layout;

  /** It has been told every unit attention of the changer and of its drives. */
  static async attach(lab: LabUnderTest, library: string, options: SessionOptions = {}): Promise<LibraryHost> {
    const initiator = await lab.attach({ ...options, targetName: targetOf(library) });
    const layout = await layoutOf(initiator);
    for (let lun = 1; lun <= layout.drive.count; lun++) await acknowledgeAttentions(initiator, lun);
    return new LibraryHost(initiator, layout);
  }

  private constructor(initiator: Initiator, layout: Layout) {
    this.initiator = initiator;
    this.layout = layout;
  }

  slot = (number: number): number => this.layout.storage.first + number - 1;
  mailslot = (number: number): number => this.layout.importExport.first + number - 1;
  drive = (number: number): number => this.layout.drive.first + number - 1;
  arm = (number = 1): number => this.layout.transport.first + number - 1;

  /** Of the changer, unless a LUN is given: drive 1 is LUN 1. */
  command(bytes: Uint8Array, options: CommandOptions = {}): Promise<Completion> {
    return this.initiator.command(bytes, options);
  }

  async good(bytes: Uint8Array, options: CommandOptions = {}): Promise<Buffer> {
    const { status, sense, data } = await this.command(bytes, options);
    expect({ status, sense }).toEqual({ status: 0, sense: undefined });
    return Buffer.from(data);
  }

  move(source: number, destination: number, options: { transport?: number; invert?: boolean } = {}): Promise<Completion> {
    return this.command(changerCdb.moveMedium(source, destination, { transport: this.arm(), ...options }));
  }

  async moved(source: number, destination: number, options: { transport?: number; invert?: boolean } = {}): Promise<void> {
    await this.good(changerCdb.moveMedium(source, destination, { transport: this.arm(), ...options }));
  }

  exchange(
    source: number,
    first: number,
    second = source,
    options: { transport?: number; invertFirst?: boolean; invertSecond?: boolean } = {},
  ): Promise<Completion> {
    return this.command(changerCdb.exchangeMedium(source, first, second, { transport: this.arm(), ...options }));
  }

  element(address: number): Promise<ElementDescriptor> {
    return elementAt(this.initiator, address);
  }

  /** Barcodes by the addresses of their elements, as their labels are read. */
  async inventory(): Promise<Readonly<Record<number, string | undefined>>> {
    const { elements } = await elementStatus(this.initiator);
    return Object.fromEntries(elements.filter(({ full }) => full).map(({ address, tag }) => [address, tag?.identifier]));
  }

  /** The drive has loaded what is in it, and has told so. */
  async loaded(number: number): Promise<void> {
    for (let turns = 0; turns < 1000; turns++) {
      const { status, sense } = await this.command(cdb.testUnitReady(), { lun: number });
      if (status === 0) return;
      expect([0x2800, 0x0401], `drive ${number} becomes ready`).toContain(sense?.code);
    }
    throw new Error(`drive ${number} does not become ready`);
  }
}

/** Where mode page 1Dh says that the elements are. */
export async function layoutOf(changer: Initiator, lun = 0): Promise<Layout> {
  const { status, sense, data } = await changer.command(cdb.modeSense6(0x1d, { noDescriptor: true }), { read: 255, lun });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  const page = Buffer.from(data).subarray(4);
  expect([page[0]! & 0x3f, page[1], page.length]).toEqual([0x1d, 0x12, 20]);
  const range = (at: number): Range => ({ first: page.readUInt16BE(at), count: page.readUInt16BE(at + 2) });
  return { transport: range(2), storage: range(6), importExport: range(10), drive: range(14) };
}

export const refused = (code: number) => ({ status: 2, sense: { key: 5, code } });
export const notReady = (code: number) => ({ status: 2, sense: { key: 2, code } });
export const attention = (code: number) => ({ status: 2, sense: { key: 6, code } });
/** What SMC-3 has changers say (its table of additional sense codes). */
export const say = {
  invalidElementAddress: 0x2101,
  sourceEmpty: 0x3b0e,
  destinationFull: 0x3b0d,
  removalPrevented: 0x5302,
  doorOpen: 0x0418,
  offline: 0x0412,
  becomingReady: 0x0401,
  invalidFieldInCdb: 0x2400,
  mediumMayHaveChanged: 0x2800,
  importExportAccessed: 0x2801,
} as const;
