/**
 * `cartridge.json`: what a cartridge is, apart from its data. Written aside and renamed, so it is whole at any moment; read with suspicion,
 * because people edit it.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../foundation/user-error.ts';
import { mediumTypeNamed, mediumTypes } from './medium-type.ts';
import { isStoreError, readWhole, replaceWhole, type Store } from './store.ts';

const bytes = z.int().min(0);

const schema = z.strictObject({
  /** Of the folder's layout. */
  format: z.literal(1),
  barcode: z.string(),
  mediumType: z.enum(mediumTypes.map(({ name }) => name) as [string, ...string[]]),
  capacityBytes: bytes.min(1),
  earlyWarningBytes: bytes,
  writeProtected: z.boolean(),
  /** What is kept of every block to know it by. */
  checksum: z.enum(['crc32c', 'off']),
  created: z.iso.datetime(),
  /** How the files were left; null while they change, and so after a crash. */
  left: z.nullable(z.strictObject({ tapBytes: bytes, indexBytes: bytes })),
  counters: z.strictObject({ mounts: bytes, bytesWritten: bytes, bytesRead: bytes }),
});

export type CartridgeDescription = Readonly<z.infer<typeof schema>>;

export const descriptionFile = 'cartridge.json';
export const tapFile = 'partition-0.tap';
export const journalFile = 'partition-0.idx';

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
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw invalid(path, `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`);
  }
  const description = parsed.data;
  if (description.barcode !== barcode) throw invalid(path, `barcode: "${description.barcode}" in the folder of ${barcode}`);
  const wrong = capacityProblem(description.capacityBytes, description.earlyWarningBytes);
  if (wrong !== undefined) throw invalid(path, `${wrong.key}: ${wrong.why}`);
  return description;
}

/** @throws StoreError */
export async function writeDescription(store: Store, folder: string, description: CartridgeDescription): Promise<void> {
  await replaceWhole(store, join(folder, descriptionFile), [new TextEncoder().encode(`${JSON.stringify(description, undefined, 2)}\n`)]);
}

/** What is wrong with a capacity and where its early warning begins, if anything is. */
export function capacityProblem(
  capacityBytes: number,
  earlyWarningBytes: number,
): { readonly key: 'capacityBytes' | 'earlyWarningBytes'; readonly why: string } | undefined {
  if (!Number.isSafeInteger(capacityBytes) || capacityBytes < 1)
    return { key: 'capacityBytes', why: 'The capacity is a whole number of bytes, at least 1' };
  if (!Number.isSafeInteger(earlyWarningBytes) || earlyWarningBytes < 0)
    return { key: 'earlyWarningBytes', why: 'The early-warning distance is a whole number of bytes' };
  if (earlyWarningBytes >= capacityBytes)
    return {
      key: 'earlyWarningBytes',
      why: `Early warning ${earlyWarningBytes} bytes before the end leaves nothing of a capacity of ${capacityBytes} bytes`,
    };
  return undefined;
}

/**
 * How far before the end early warning begins unless somebody says otherwise: a sixteenth of the capacity, on a large medium 2 GiB. That is
 * enough for what a host still has in its buffers, and on a small one to be seen.
 */
export const defaultEarlyWarningBytes = (capacityBytes: number): number => Math.min(Math.floor(capacityBytes / 16), 2 * 1024 ** 3);

export const mediumTypeOf = (description: CartridgeDescription) => mediumTypeNamed(description.mediumType)!;

const invalid = (path: string, why: string, hint = 'mend the file, or move the folder elsewhere.'): UserError =>
  new UserError('cartridge-invalid', `${path}: ${why}.`, { hint });
