/**
 * What a configuration may say of a library: which changer it is, which drives stand in it, where its elements are, and what lies in them at first.
 *
 *     library:
 *       model: ibm-3573-tl
 *       serial: TLB4F29A1C3
 *       drives: [library-drive1, library-drive2]     in the order of their data transfer elements
 *       storage: 24                                  or { first: 1000h, count: 24 }; likewise importExport, mediumTransport
 *       dataTransfer: { first: 100h }                as many as there are drives
 *       cartridges: { 1: LAB001L8..LAB010L8, 24: CLN001L1 }     by slot; a list or a range begins at slot 1
 *       timing: realistic                            or instant, or { move: 10s, position: 4s, scan: 1s }
 *       inquiry, pages: …                            as of drives: `product-schema.ts`
 */
import * as z from 'zod';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { UserError } from '../foundation/user-error.ts';
import { inquiry, pages, serialNumber } from './product-schema.ts';
import type { Surroundings } from './surroundings.ts';
import { complain, duration, type Fault, oneOrMore, text, wholeNumber } from './value.ts';

const mostSlots = 60_000;
const mostDrives = 100;

/** ELEMENT ADDRESS: a number, or as manuals print it, `1000h`. */
const address = z.preprocess(
  (value, context) => {
    if (typeof value !== 'string') return value;
    if (/^[0-9A-Fa-f]{1,4}h$/.test(value)) return Number.parseInt(value, 16);
    complain(context, { message: `'${value}' is no element address.`, hint: 'write it like 4096 or 1000h.' });
    return z.NEVER;
  },
  wholeNumber({ least: 0, most: 0xffff, why: 'an element address has 16 bits' }),
);

/** A count alone leaves the elements where the model has them. */
const elements = (least: number, most: number, why: string) =>
  z
    .preprocess(
      (value, context) => {
        if (typeof value === 'number') return { count: value };
        if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))) return value;
        complain(context, { message: 'must be how many there are, or where', hint: 'write it like 24 or { first: 1000h, count: 24 }.' });
        return z.NEVER;
      },
      z.strictObject({ first: address.optional(), count: wholeNumber({ least, most, why }).optional() }),
    )
    .optional();

const minute = 60_000;
const action = duration({ least: 0, most: 60 * minute, why: 'hosts have long given up by then' }).optional();
const timingNames = ['instant', 'realistic'];
const timing = z
  .preprocess(
    (value) => (typeof value === 'string' ? { like: value } : value),
    z
      .strictObject({
        like: z.string().optional().describe('what the rest is taken from: instant, or realistic, the model’s own'),
        move: action,
        position: action,
        scan: action.describe('one element'),
      })
      .superRefine(({ like }, context) => {
        if (like !== undefined && !timingNames.includes(like))
          complain(context, {
            message: `'${like}' is no timing.`,
            hint: didYouMean(like, timingNames) ?? 'it is instant, realistic or figures.',
          });
      }),
  )
  .optional();

/** A cartridge in a storage element, and where in the configuration that stands, below `cartridges`. */
export interface StoredCartridge {
  readonly slot: number;
  readonly barcode: string;
  readonly path: readonly PropertyKey[];
}

/** Of a text or a list the first is in slot 1; in a map each key is the slot of the first. */
const cartridges = ({ barcodesIn }: Surroundings) =>
  z
    .unknown()
    .transform((value, context): readonly StoredCartridge[] => {
      const stored: StoredCartridge[] = [];
      const refuse = (path: PropertyKey[], { message, hint }: Fault): void =>
        void context.issues.push({ code: 'custom', input: value, path, message, params: { hint } });
      const store = (first: number, written: unknown, path: PropertyKey[]): number => {
        try {
          if (typeof written !== 'string')
            throw new UserError('barcode-invalid', 'A barcode or a range of them is expected here.', {
              hint: typeof written === 'number' ? 'put it in quotes.' : 'write it like LAB001L8..LAB010L8.',
            });
          const barcodes = barcodesIn(written);
          for (const [index, barcode] of barcodes.entries()) stored.push({ slot: first + index, barcode, path });
          return first + barcodes.length;
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          refuse(path, error);
          return first + 1;
        }
      };
      if (typeof value === 'string') store(1, value, []);
      else if (Array.isArray(value)) {
        let next = 1;
        for (const [index, entry] of value.entries()) next = store(next, entry, [index]);
      } else if (typeof value === 'object' && value !== null) {
        for (const [key, entry] of Object.entries(value)) {
          if (/^[1-9]\d{0,4}$/.test(key)) store(Number(key), entry, [key]);
          else refuse([key], { message: `'${key}' is no slot.`, hint: 'slots count from 1.' });
        }
      } else if (value !== undefined)
        refuse([], { message: 'Barcodes, or slots with barcodes, are expected here.', hint: 'write it like { 1: LAB001L8..LAB010L8 }.' });
      return stored;
    })
    .optional();

export const library = (surroundings: Surroundings) =>
  z.strictObject({
    model: text((name) =>
      surroundings.changerModels.has(name)
        ? undefined
        : {
            message: `'${name}' is no known changer model.`,
            hint: surroundings.models.has(name)
              ? "it is a drive model: 'drives' has the drives, and the library names them."
              : (didYouMean(name, surroundings.changerModels.keys()) ?? 'docs/models.md has the names of all.'),
          },
    ),
    serial: serialNumber,
    drives: oneOrMore(z.string(), 'a library has at least one drive.').superRefine((drives, context) => {
      if (drives.length > mostDrives) complain(context, { message: `must be at most ${mostDrives} drives` });
    }),
    mediumTransport: elements(1, 100, 'a library has an arm, and the largest a few'),
    storage: elements(1, mostSlots, 'that many fit beside the other elements'),
    importExport: elements(0, 1000, 'no library has more mail slots'),
    dataTransfer: z
      .preprocess(
        (value, context) => {
          if (typeof value !== 'number') return value;
          complain(context, {
            message: 'must be where its elements are',
            hint: 'there are as many as drives; write it like { first: 0100h }.',
          });
          return z.NEVER;
        },
        z.strictObject({ first: address.optional() }),
      )
      .optional(),
    cartridges: cartridges(surroundings).describe('what lies in the slots when the home is first served'),
    timing,
    inquiry,
    pages,
  });

export type LibraryConfiguration = z.output<ReturnType<typeof library>>;
