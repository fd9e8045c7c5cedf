/**
 * Drives for the tests of SSC's commands: a lab with one target for each, the cartridge in it as the test wants it. What a drive has to be is
 * said where it matters; the model is the one that serves every command unless a test is about a product.
 */
import type { CartridgeSpecification } from '../../src/cartridge/cartridge-specification.ts';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabOptions, LabUnderTest } from './lab-under-test.ts';
import type { Completion } from './task.ts';

export interface DriveUnderTest {
  readonly model?: string;
  /** Without one the drive is empty. */
  readonly cartridge?: CartridgeSpecification;
  /** Further lines of its configuration: `timing: realistic`. */
  readonly more?: string;
}

export const targetOf = (drive: string): string => `iqn.2026-11.local.conformance:${drive}`;

/** A lab in which each of these stands behind a target of its name, at LUN 0; `cartridges` lie beside it. */
export function startDrives(
  drives: Readonly<Record<string, DriveUnderTest>>,
  options: Pick<LabOptions, 'cartridges' | 'clock' | 'tap' | 'trace'> = {},
): Promise<LabUnderTest> {
  const names = Object.keys(drives);
  const line = (name: string, at: number): string => {
    const { model = 'generic', cartridge, more } = drives[name]!;
    const content = cartridge === undefined ? '' : `, cartridge: ${cartridge.barcode}`;
    return `  ${name}: { model: ${model}, serial: DRIVE${String(at).padStart(3, '0')}${content}${more === undefined ? '' : `, ${more}`} }`;
  };
  return LabUnderTest.start({
    configuration: `
drives:
${names.map(line).join('\n')}
targets:
${names.map((name) => `  ${targetOf(name)}: { luns: { 0: ${name} } }`).join('\n')}
`,
    ...options,
    cartridges: [...Object.values(drives).flatMap(({ cartridge }) => cartridge ?? []), ...(options.cartridges ?? [])],
  });
}

/** A session with the drive, which has been told everything and stands at the beginning of an empty partition 0, in variable mode. */
export async function blankDrive(lab: LabUnderTest, drive: string): Promise<Initiator> {
  const initiator = await lab.attach({ targetName: targetOf(drive) });
  await expectGood(initiator, [cdb.modeSelect6(12), { write: variable }], [cdb.rewind()], [cdb.erase()], [cdb.rewind()]);
  return initiator;
}
const variable = Uint8Array.of(0, 0, 0x10, 8, 0x7f, 0, 0, 0, 0, 0, 0, 0);

/** Where it stands, by READ POSITION's long form (SSC-4 §7.7.4). */
export interface Place {
  readonly partition: number;
  readonly object: number;
  readonly filemarks: number;
  readonly beginning: boolean;
  readonly end: boolean;
}

export async function placeOf(initiator: Initiator): Promise<Place> {
  const { status, data } = await initiator.command(cdb.readPositionForm(cdb.positionForm.long), { read: 32 });
  if (status !== 0 || data.length !== 32) throw new Error(`READ POSITION ended with ${status} and ${data.length} bytes`);
  const bytes = Buffer.from(data);
  return {
    partition: bytes.readUInt32BE(4),
    object: Number(bytes.readBigUInt64BE(8)),
    filemarks: Number(bytes.readBigUInt64BE(16)),
    beginning: (bytes[0]! & 0x80) !== 0,
    end: (bytes[0]! & 0x40) !== 0,
  };
}

/** Takes out what is in the drive and puts another cartridge in, from wherever it is; hosts are told of it before they go on. */
export async function exchange(lab: LabUnderTest, drive: string, barcode: string, ...hosts: readonly Initiator[]): Promise<void> {
  const { drives } = await lab.operator.status({});
  for (const { name, cartridge } of drives)
    if (cartridge !== undefined && (name === drive || cartridge === barcode))
      await lab.operator['drive.eject']({ drive: name, force: true });
  await lab.operator['drive.load']({ drive, barcode });
  for (const host of hosts) await acknowledgeAttentions(host);
}

/** A mode page as it is, header and all, and the ten-byte command's header before it taken off. */
export async function modePage(initiator: Initiator, page: number, { subpage = 0, control = 0 } = {}): Promise<Buffer> {
  const { status, data } = await initiator.command(cdb.modeSense10(page, { subpage, control, noDescriptor: true }), { read: 4096 });
  if (status !== 0) throw new Error(`MODE SENSE of page ${page.toString(16)}h ended with ${status}`);
  return Buffer.from(data.subarray(8));
}

/** MODE SELECT(10) of the page as it is but for what `change` does to it; BUFFERED MODE is 1. */
export async function selectPage(
  initiator: Initiator,
  page: number,
  change: (bytes: Buffer) => void,
  { subpage = 0 } = {},
): Promise<Completion> {
  const bytes = await modePage(initiator, page, { subpage });
  bytes[0]! &= 0x7f;
  change(bytes);
  const list = Buffer.concat([Uint8Array.of(0, 0, 0, 0x10, 0, 0, 0, 0), bytes]);
  return initiator.command(cdb.modeSelect10(list.length), { write: list });
}

/** Where a page begins in the list of `selectPage`, for field pointers. */
export const pageOffset = 8;

/** The parameters of a log page by their codes (SPC-4 §7.3.2). */
export async function logPage(initiator: Initiator, page: number): Promise<ReadonlyMap<number, Buffer>> {
  const { status, data } = await initiator.command(cdb.logSense(page, 16_384), { read: 16_384 });
  if (status !== 0) throw new Error(`LOG SENSE of page ${page.toString(16)}h ended with ${status}`);
  const bytes = Buffer.from(data);
  if ((bytes[0]! & 0x3f) !== page || bytes.readUInt16BE(2) !== bytes.length - 4)
    throw new Error(`log page ${page.toString(16)}h is malformed`);
  const parameters = new Map<number, Buffer>();
  for (let at = 4; at < bytes.length; at += 4 + bytes[at + 3]!)
    parameters.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + bytes[at + 3]!));
  return parameters;
}

/** The value of an attribute in the cartridge's memory (SPC-4 §7.4), undefined when it is not there. */
export async function attribute(initiator: Initiator, identifier: number, partition = 0): Promise<Buffer | undefined> {
  const { status, data } = await initiator.command(cdb.readAttribute(0, { first: identifier, partition }), { read: 65_536 });
  if (status !== 0) return undefined;
  const bytes = Buffer.from(data);
  return bytes.readUInt16BE(4) === identifier ? bytes.subarray(9, 9 + bytes.readUInt16BE(7)) : undefined;
}
