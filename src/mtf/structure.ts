/** A structure with parts of no fixed length behind its fields, which point to them by tape addresses: strings, and the operating system's own data. */
import type { Fields, LittleEndianLayout, TapeAddress, Values } from './little-endian.ts';
import { STREAM_ALIGNMENT } from './stream-header.ts';
import { encodeText } from './text.ts';

/** What stands behind the fields, by the name of the field that points to it. */
export interface StructureParts<F> {
  readonly texts?: { readonly [K in keyof F]?: string };
  readonly osSpecificData?: Uint8Array;
}

/** A multiple of four bytes. Strings are Unicode and begin at even offsets; an empty one is left out. `values` may depend on the length. */
export function encodeStructure<F extends Fields>(
  layout: LittleEndianLayout<F>,
  values: (length: number) => Partial<Values<F>>,
  { texts = {}, osSpecificData }: StructureParts<F> = {},
): Uint8Array {
  const parts: { readonly bytes: Uint8Array; readonly offset: number }[] = [];
  const addresses: { osSpecificData?: TapeAddress; [field: string]: TapeAddress | undefined } = {};
  let end = layout.length;
  const place = (bytes: Uint8Array): TapeAddress => {
    const offset = end + (end % 2);
    parts.push({ bytes, offset });
    end = offset + bytes.length;
    return { size: bytes.length, offset };
  };
  if (osSpecificData !== undefined) addresses.osSpecificData = place(osSpecificData);
  for (const [field, text] of Object.entries<string | undefined>(texts)) if (text) addresses[field] = place(encodeText(text));

  const structure = new Uint8Array(Math.ceil(end / STREAM_ALIGNMENT) * STREAM_ALIGNMENT);
  layout.encodeInto(structure, { ...values(structure.length), ...addresses } as Partial<Values<F>>);
  for (const { bytes, offset } of parts) structure.set(bytes, offset);
  return structure;
}
