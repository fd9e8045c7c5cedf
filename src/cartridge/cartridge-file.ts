/**
 * `cartridge.json`: what a cartridge is and what it remembers, apart from its data. Written aside and renamed, so it is whole at any moment; read
 * with suspicion, because people edit it. Format 1, with one partition and no memory, is still read; whatever is written is format 2.
 */
import { join } from 'node:path';
import * as z from 'zod';
import { UserError } from '../foundation/user-error.ts';
import { capacityProblem, defaultEarlyWarningBytes, maximumPartitions } from './capacity.ts';
import { flawedLabel } from './cartridge-label.ts';
import { isCleaning, type MediumType, mediumTypeNamed, mediumTypes } from './medium-type.ts';
import type { PartitionFiles } from './open-partition.ts';
import { isStoreError, readWhole, replaceWhole, type Store } from './store.ts';
import type { VolumeState } from './volume.ts';

const bytes = z.int().min(0);
const byte = z.int().min(0).max(0xff);
const sizes = z.strictObject({ tapBytes: bytes, indexBytes: bytes });

const identity = {
  barcode: z.string(),
  mediumType: z.enum(mediumTypes.map(({ name }) => name) as [string, ...string[]], {
    error: ({ input }) => `${JSON.stringify(input)} is no medium type`,
  }),
  capacityBytes: bytes,
  writeProtected: z.boolean(),
  /** What is kept of every block to know it by. */
  checksum: z.enum(['crc32c', 'off']),
  created: z.iso.datetime(),
};

const partition = z.strictObject({
  capacityBytes: bytes,
  earlyWarningBytes: bytes,
  /**
   * How the partition's files were left; null while they change, and so after a crash. `blank`: it has been formatted, and whatever its files
   * hold is void.
   */
  left: z.union([sizes, z.null(), z.literal('blank')]),
});

const attribute = z.strictObject({
  partition: z
    .int()
    .min(0)
    .max(maximumPartitions - 1),
  identifier: z.int().min(0).max(0xffff),
  format: z.enum(['binary', 'ascii', 'text']),
  /** Hexadecimal. */
  value: z
    .string()
    .regex(/^([0-9a-f]{2})*$/, 'Invalid hexadecimal digits')
    .transform((digits) => new Uint8Array(Buffer.from(digits, 'hex'))),
});

const state = z.strictObject({
  recording: z.enum(['blank', 'recorded', 'unformatted', 'foreign']),
  densityCode: byte,
  hostWriteProtection: z.enum(['none', 'persistent', 'permanent']),
  usesLeft: bytes,
  loads: bytes,
  mounts: z.array(z.strictObject({ vendorIdentification: z.string(), serialNumber: z.string() })),
  bytesWritten: bytes,
  bytesRead: bytes,
  attributes: z.array(attribute),
});

const schema = z.strictObject({
  /** Of the folder's layout. */
  format: z.literal(2),
  ...identity,
  /** The barcode that it is just being given: it has it as soon as its folder bears that name, and the one above until then. */
  nextBarcode: z.string().optional(),
  label: flawedLabel.optional(),
  /** Chosen for the whole cartridge; null: by the rule, in each partition. */
  earlyWarningBytes: bytes.nullable(),
  writeOnce: z.boolean(),
  discardsData: z.boolean(),
  partitions: z.array(partition).min(1).max(maximumPartitions),
  state,
});

const schemaOfFormat1 = z.strictObject({
  format: z.literal(1),
  ...identity,
  earlyWarningBytes: bytes,
  left: sizes.nullable(),
  counters: z.strictObject({ mounts: bytes, bytesWritten: bytes, bytesRead: bytes }),
});

export type PartitionDescription = Readonly<z.output<typeof partition>>;
export type CartridgeDescription = Readonly<Omit<z.output<typeof schema>, 'partitions' | 'state' | 'nextBarcode'>> & {
  readonly partitions: readonly PartitionDescription[];
  readonly state: VolumeState;
};

/** With what only a change of the barcode needs. */
type DescriptionOnDisk = CartridgeDescription & { readonly nextBarcode?: string | undefined };

export const descriptionFile = 'cartridge.json';

export const partitionFiles = (folder: string, number: number): PartitionFiles => ({
  tapPath: join(folder, `partition-${number}.tap`),
  journalPath: join(folder, `partition-${number}.idx`),
});

/** What a cartridge that has just been made remembers. */
export const blankState = (type: MediumType): VolumeState => ({
  recording: 'blank',
  densityCode: type.densityCode,
  hostWriteProtection: 'none',
  usesLeft: type.cleaningUses ?? 0,
  loads: 0,
  mounts: [],
  bytesWritten: 0,
  bytesRead: 0,
  attributes: [],
});

function upgrade({ left, counters, earlyWarningBytes, ...same }: z.output<typeof schemaOfFormat1>): CartridgeDescription {
  const { capacityBytes } = same;
  const { mounts: loads, ...traffic } = counters;
  return {
    ...same,
    format: 2,
    earlyWarningBytes: earlyWarningBytes === defaultEarlyWarningBytes(capacityBytes) ? null : earlyWarningBytes,
    writeOnce: false,
    discardsData: false,
    partitions: [{ capacityBytes, earlyWarningBytes, left }],
    // What was recorded is seen when its partition is looked at.
    state: { ...blankState(mediumTypeNamed(same.mediumType)!), loads, ...traffic },
  };
}

/** The description of the cartridge in `folder`. @throws UserError naming the file and the key that is wrong */
export async function readDescription(store: Store, folder: string, barcode: string): Promise<CartridgeDescription> {
  const path = join(folder, descriptionFile);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readWhole(store, path));
  } catch (error) {
    if (isStoreError(error, 'not-found')) throw invalid(path, 'it is missing', `${folder} is no cartridge; move it elsewhere.`);
    if (error instanceof TypeError) throw invalid(path, 'it is not text');
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(path, `it is not JSON: ${(error as Error).message}`);
  }
  const { nextBarcode, ...description } = understand(value, path);
  if (barcode !== description.barcode && barcode !== nextBarcode)
    throw invalid(path, `barcode: "${description.barcode}" in the folder of ${barcode}`);
  const wrong = isCleaning(mediumTypeOf(description)) ? undefined : capacityProblem(description.capacityBytes, description.partitions);
  if (wrong !== undefined) throw invalid(path, `${wrong.key}: ${wrong.why}`);
  return { ...description, barcode };
}

function understand(value: unknown, path: string): DescriptionOnDisk {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'number' && format > 2)
    throw invalid(
      path,
      `it is of format ${format}, and this program reads formats 1 and 2`,
      'a later tapelab has made it: use that, or move the folder elsewhere.',
    );
  const parsed = format === 1 ? schemaOfFormat1.transform(upgrade).safeParse(value) : schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw invalid(path, `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`);
}

/** @throws StoreError */
export async function writeDescription(store: Store, folder: string, description: DescriptionOnDisk): Promise<void> {
  const attributes = description.state.attributes.map((stored) => ({ ...stored, value: Buffer.from(stored.value).toString('hex') }));
  const content = { ...description, state: { ...description.state, attributes } };
  await replaceWhole(store, join(folder, descriptionFile), [new TextEncoder().encode(`${JSON.stringify(content, undefined, 2)}\n`)]);
}

export const mediumTypeOf = (description: CartridgeDescription): MediumType => mediumTypeNamed(description.mediumType)!;

const invalid = (path: string, why: string, hint = 'mend the file, or move the folder elsewhere.'): UserError =>
  new UserError('cartridge-invalid', `${path}: ${why}.`, { hint });
