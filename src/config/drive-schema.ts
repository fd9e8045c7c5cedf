/**
 * What a configuration may say of a drive: which model it is, and what of the model is to be another.
 *
 *     drive0:
 *       model: hp-c5683a
 *       serial: TL4F29A1C3
 *       cartridge: DDS001                    in the drive at the first start
 *       stack: [DDS002, DDS003]              what a stand-alone drive is fed next, each after an eject
 *       autoload: false                      what is put in waits for a LOAD
 *       inquiry: { vendor: HP, product: C5683A, revision: C908 }
 *       timing: realistic                    or instant, or figures: { like: realistic, load: 12s, rate: 3MB }
 *       compression: 2:1                     or sampled, or none
 *       density: 26h                         what density code 00h selects; its words and figures under `densities`
 *       blockLength: 16KiB                   after power on; 0B is variable
 *       pages: { mode: { 10h: "10 0E …" }, log: { 31h: "31 00 …" }, vpd: { C0h: "01 C0 …" } }
 */
import * as z from 'zod';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { formatCode, parseCode } from './page-text.ts';
import { asciiField, inquiry, pages, serialNumber } from './product-schema.ts';
import type { Surroundings } from './surroundings.ts';
import { complain, duration, oneOrMore, size, text, wholeNumber } from './value.ts';

const timingNames = ['instant', 'realistic'];
const hour = 3_600_000;
const action = duration({ least: 0, most: 100 * hour, why: 'hosts have long given up by then' }).optional();

const timing = z.preprocess(
  (value) => (typeof value === 'string' ? { like: value } : value),
  z
    .strictObject({
      like: z.string().optional().describe('what the rest is taken from: instant, or realistic, the model’s own'),
      load: action,
      unload: action,
      rewind: action.describe('over the whole tape'),
      locate: action.describe('over the whole tape'),
      reposition: action,
      rate: size({ least: 0, most: 1e12, why: '0B is as fast as data comes' }).optional().describe('a second'),
      erase: action.describe('the whole tape'),
      clean: action,
    })
    .superRefine(({ like }, context) => {
      if (like !== undefined && !timingNames.includes(like))
        complain(context, {
          message: `'${like}' is no timing.`,
          hint: didYouMean(like, timingNames) ?? 'it is instant, realistic or figures.',
        });
    }),
);

const compression = text((value) =>
  /^(none|sampled|[1-9]\d{0,2}(\.\d{1,3})?:1)$/.test(value)
    ? undefined
    : { message: `'${value}' is no compression.`, hint: 'it is none, sampled, or a ratio like 2:1.' },
);

const code = text((value) =>
  parseCode(value) === undefined ? { message: `'${value}' is no density code.`, hint: 'write it like 5Eh.' } : undefined,
);

const number32 = { least: 0, why: 'the field has so many bits' };
const densityOverride = z.strictObject({
  organization: asciiField(8).optional(),
  name: asciiField(8).optional(),
  description: asciiField(20).optional(),
  bitsPerMillimetre: wholeNumber({ ...number32, most: 0xff_ffff }).optional(),
  mediaWidth: wholeNumber({ ...number32, most: 0xffff })
    .optional()
    .describe('tenths of a millimetre'),
  tracks: wholeNumber({ ...number32, most: 0xffff }).optional(),
  capacityMegabytes: wholeNumber({ ...number32, most: 0xffff_ffff }).optional(),
});

export const drive = ({ models, changerModels }: Surroundings) =>
  z
    .strictObject({
      model: text((name) =>
        models.has(name)
          ? undefined
          : {
              message: `'${name}' is no known drive model.`,
              hint: changerModels.has(name)
                ? "it is a changer model: give it to a library under 'libraries'."
                : (didYouMean(name, models.keys()) ?? 'docs/models.md has the names of all, and generic has everything.'),
            },
      ),
      serial: serialNumber,
      cartridge: z.string().min(1).optional().describe('the cartridge that is in the drive when the home is first served'),
      stack: oneOrMore(z.string().min(1)).optional().describe('cartridges that follow it, one after the other, each after an eject'),
      autoload: z.boolean().optional().describe('a cartridge that is put in is loaded; else it waits for a LOAD'),
      inquiry,
      timing: timing.optional(),
      compression: compression.optional(),
      density: code.optional(),
      densities: z.record(code, densityOverride).optional(),
      blockLength: size({ least: 0, most: 0xff_ffff, why: 'BLOCK LENGTH has three bytes, and 0B is variable' }).optional(),
      pages,
    })
    .superRefine((configured, context) => {
      const model = models.get(configured.model);
      if (model === undefined) return;
      const refuse = (path: PropertyKey[], message: string, hint?: string): void =>
        void context.issues.push({ code: 'custom', input: configured, path, message, params: { hint } });
      const known = `its densities are ${model.densities.map(formatCode).join(', ')}.`;
      const isUnknown = (density: string): boolean => !model.densities.includes(parseCode(density)!);
      if (configured.density !== undefined && isUnknown(configured.density))
        refuse(['density'], `A drive of type ${configured.model} has no density ${configured.density}.`, known);
      for (const density of Object.keys(configured.densities ?? {}))
        if (isUnknown(density)) refuse(['densities', density], `A drive of type ${configured.model} has no density ${density}.`, known);
      if (configured.compression !== undefined && configured.compression !== 'none' && !model.compresses)
        refuse(['compression'], `A drive of type ${configured.model} does not compress.`);
      if (configured.blockLength !== undefined && configured.blockLength > model.maximumBlockBytes)
        refuse(
          ['blockLength'],
          `A drive of type ${configured.model} has no blocks of ${configured.blockLength} bytes.`,
          `its longest have ${model.maximumBlockBytes} bytes.`,
        );
    });

export type DriveConfiguration = z.output<ReturnType<typeof drive>>;
