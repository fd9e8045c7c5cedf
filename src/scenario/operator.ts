/**
 * What the operator does in a scenario: the steps of `before` and of the timeline, as rows. Each does it by the actions that the verbs of the command
 * line have, and tells how it is undone.
 *
 *     { load: { drive: dds, barcode: DDS001 } }      { swap: { drive: dds, barcode: DDS002 } }      open-door
 */
import * as z from 'zod';
import { complain } from '../config/value.ts';
import { nested } from '../faults/nested.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';

/** The actions of a running lab that steps need. */
export interface Operator {
  'drive.show'(input: { drive: string }): Promise<{ readonly stack?: readonly string[] | undefined }>;
  'drive.load'(input: { drive: string; barcode?: string | undefined }): Promise<unknown>;
  'drive.unload'(input: Forced & { drive: string }): Promise<unknown>;
  'drive.insert'(input: { drive: string; barcode: string }): Promise<unknown>;
  'drive.eject'(input: Forced & { drive: string }): Promise<{ readonly barcode: string }>;
  'drive.stack'(input: { drive: string; barcodes: string[] }): Promise<unknown>;
  'library.show'(input: { library?: string | undefined }): Promise<{ readonly door: 'open' | 'closed'; readonly online: boolean }>;
  'library.door'(input: Forced & { library?: string | undefined; open: boolean }): Promise<unknown>;
  'library.online'(input: { library?: string | undefined; online: boolean }): Promise<unknown>;
  'library.insert'(
    input: Forced & { library?: string | undefined; barcode: string; mailslot?: number | undefined; slot?: number | undefined },
  ): Promise<unknown>;
  'library.take'(input: Forced & { library?: string | undefined; barcode: string }): Promise<unknown>;
  'library.move'(
    input: Forced & { library?: string | undefined; from: string; to: string },
  ): Promise<{ readonly from: string; readonly to: string; readonly barcode: string }>;
  'cartridge.show'(input: { barcode: string }): Promise<{ readonly writeProtected: boolean }>;
  'cartridge.protect'(input: { barcode: string }): Promise<unknown>;
  'cartridge.unprotect'(input: { barcode: string }): Promise<unknown>;
  'session.list'(
    input: Record<string, never>,
  ): Promise<readonly { readonly tsih: number; readonly initiatorName: string; readonly target?: string | undefined }[]>;
  'session.end'(input: { tsih: number; announce?: boolean | undefined }): Promise<unknown>;
}

interface Forced {
  force?: boolean | undefined;
}

export type Undo = () => Promise<unknown>;

interface OperatorVerb<Parameters extends z.ZodObject = z.ZodObject> {
  readonly summary: string;
  /** Those called `drive`, `library` and `barcode` name such things. */
  readonly parameters: Parameters;
  readonly does: (operator: Operator, parameters: z.output<Parameters>) => Promise<Undo | undefined>;
}

// biome-ignore lint/suspicious/noExplicitAny: parameters of any verb
const verb = <Parameters extends z.ZodObject>(row: OperatorVerb<Parameters>): OperatorVerb<any> => row;

const drive = z.string().min(1).describe('the name of the drive');
const barcode = z.string().min(1).describe('the cartridge');
const force = z.boolean().optional().describe('though a host prevents it');
const library = z.string().min(1).optional().describe('the name of the library; may be left out where there is only one');
const elementNumber = z.number().int().min(1).optional();
async function setOnline(operator: Operator, library: string | undefined, online: boolean): Promise<Undo | undefined> {
  const before = await operator['library.show']({ library });
  await operator['library.online']({ library, online });
  return before.online === online ? undefined : () => operator['library.online']({ library, online: before.online });
}

const place = z.string().min(1).describe('`slot 3`, `mailslot 1`, `drive 1`, `shelf`, or a barcode');

export const operatorVerbs: Readonly<Record<string, OperatorVerb>> = {
  load: verb({
    summary: 'Put a cartridge into a drive and load it, or load the one that is in it.',
    parameters: z.strictObject({ drive, barcode: barcode.optional() }),
    does: async (operator, parameters) => {
      await operator['drive.load'](parameters);
      return parameters.barcode === undefined
        ? () => operator['drive.unload']({ drive: parameters.drive, force: true })
        : () => operator['drive.eject']({ drive: parameters.drive, force: true });
    },
  }),
  insert: verb({
    summary: 'Put a cartridge into a drive, as far as the drive draws it in by itself.',
    parameters: z.strictObject({ drive, barcode }),
    does: async (operator, parameters) => {
      await operator['drive.insert'](parameters);
      return () => operator['drive.eject']({ drive: parameters.drive, force: true });
    },
  }),
  unload: verb({
    summary: 'Unload the cartridge; it stays in the drive.',
    parameters: z.strictObject({ drive, force }),
    does: async (operator, parameters) => {
      await operator['drive.unload'](parameters);
      return () => operator['drive.load']({ drive: parameters.drive });
    },
  }),
  eject: verb({
    summary: 'Take the cartridge out of the drive.',
    parameters: z.strictObject({ drive, force }),
    does: async (operator, parameters) => {
      const { barcode } = await operator['drive.eject'](parameters);
      return () => operator['drive.load']({ drive: parameters.drive, barcode });
    },
  }),
  swap: verb({
    summary: 'Take the cartridge out of the drive, and put in another.',
    parameters: z.strictObject({ drive, barcode, force }),
    does: async (operator, { drive, barcode, force }) => {
      const out = await operator['drive.eject']({ drive, force });
      const back = () => operator['drive.load']({ drive, barcode: out.barcode });
      try {
        await operator['drive.load']({ drive, barcode });
      } catch (error) {
        await back();
        throw error;
      }
      return async () => {
        await operator['drive.eject']({ drive, force: true });
        await back();
      };
    },
  }),
  stack: verb({
    summary: 'Lay cartridges before a stand-alone drive, which is fed the next one after each eject.',
    parameters: z.strictObject({ drive, barcodes: z.array(barcode).describe('in their order') }),
    does: async (operator, parameters) => {
      const { drive } = parameters;
      const { stack = [] } = await operator['drive.show']({ drive });
      await operator['drive.stack'](parameters);
      return () => operator['drive.stack']({ drive, barcodes: [...stack] });
    },
  }),
  'open-door': verb({
    summary: 'Open the door of a library.',
    parameters: z.strictObject({ library, force }),
    does: async (operator, { library, force }) => {
      const { door } = await operator['library.show']({ library });
      await operator['library.door']({ library, force, open: true });
      return door === 'open' ? undefined : () => operator['library.door']({ library, open: false });
    },
  }),
  'close-door': verb({
    summary: 'Close the door of a library; it takes stock.',
    parameters: z.strictObject({ library }),
    does: async (operator, { library }) => {
      const { door } = await operator['library.show']({ library });
      await operator['library.door']({ library, open: false });
      return door === 'closed' ? undefined : () => operator['library.door']({ library, open: true, force: true });
    },
  }),
  'take-offline': verb({
    summary: 'Take a library offline for its hosts.',
    parameters: z.strictObject({ library }),
    does: (operator, { library }) => setOnline(operator, library, false),
  }),
  'bring-online': verb({
    summary: 'Bring a library online for its hosts.',
    parameters: z.strictObject({ library }),
    does: (operator, { library }) => setOnline(operator, library, true),
  }),
  'put-in': verb({
    summary: 'Put a cartridge from the shelf into a mail slot, or into any slot while the door is open.',
    parameters: z.strictObject({
      library,
      barcode,
      mailslot: elementNumber.describe('the first free one unless given'),
      slot: elementNumber.describe('while the door is open'),
      force,
    }),
    does: async (operator, parameters) => {
      await operator['library.insert'](parameters);
      return () => operator['library.take']({ library: parameters.library, barcode: parameters.barcode, force: true });
    },
  }),
  'take-out': verb({
    summary: 'Take a cartridge out of a mail slot, or out of any slot while the door is open, and lay it on the shelf.',
    parameters: z.strictObject({ library, barcode, force }),
    does: async (operator, parameters) => {
      await operator['library.take'](parameters);
      return () => operator['library.insert']({ library: parameters.library, barcode: parameters.barcode, force: true });
    },
  }),
  move: verb({
    summary: 'Move a cartridge by the robot, or by hand from the shelf and to it.',
    parameters: z.strictObject({ library, from: place, to: place, force }),
    does: async (operator, parameters) => {
      const { barcode, from } = await operator['library.move'](parameters);
      return () => operator['library.move']({ library: parameters.library, from: barcode, to: from, force: true });
    },
  }),
  protect: verb({
    summary: 'Set the write-protect switch of a cartridge that is in no drive.',
    parameters: z.strictObject({ barcode }),
    does: async (operator, parameters) => {
      const { writeProtected } = await operator['cartridge.show'](parameters);
      await operator['cartridge.protect'](parameters);
      return writeProtected ? undefined : () => operator['cartridge.unprotect'](parameters);
    },
  }),
  unprotect: verb({
    summary: 'Release the write-protect switch of a cartridge that is in no drive.',
    parameters: z.strictObject({ barcode }),
    does: async (operator, parameters) => {
      const { writeProtected } = await operator['cartridge.show'](parameters);
      await operator['cartridge.unprotect'](parameters);
      return writeProtected ? () => operator['cartridge.protect'](parameters) : undefined;
    },
  }),
  'end-sessions': verb({
    summary: 'End the sessions of an initiator, or with a target, or all of them.',
    parameters: z.strictObject({
      initiator: z.string().min(1).optional().describe('whose sessions; everybody’s unless given'),
      target: z.string().min(1).optional().describe('with which target; with all unless given'),
      announce: z.boolean().optional().describe('the initiator is told first'),
    }),
    does: async (operator, { initiator, target, announce }) => {
      for (const session of await operator['session.list']({}))
        if ((initiator ?? session.initiatorName) === session.initiatorName && (target ?? session.target) === session.target)
          await operator['session.end']({ tsih: session.tsih, announce });
      return undefined;
    },
  }),
};

export interface OperatorStep {
  readonly verb: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** As the chronicle and the report have it. */
  readonly words: string;
  does(operator: Operator): Promise<Undo | undefined>;
}

/** `open-door`, or `{ load: { drive: dds } }`. */
export const operatorStep = z.union([z.string(), z.record(z.string(), z.unknown())]).transform((value, context): OperatorStep => {
  const [name = '', ...more] = typeof value === 'string' ? [value] : Object.keys(value);
  const row = Object.hasOwn(operatorVerbs, name) ? operatorVerbs[name] : undefined;
  if (row === undefined || more.length > 0) {
    const known = Object.keys(operatorVerbs);
    if (more.length > 0) complain(context, { message: 'must be one thing that the operator does', hint: 'write a step for each.' });
    else
      complain(context, {
        message: `'${name}' is nothing that an operator does`,
        hint: didYouMean(name, known) ?? `he can ${known.join(', ')}.`,
      });
    return z.NEVER;
  }
  const path = typeof value === 'string' ? [] : [name];
  const parameters = typeof value === 'string' ? {} : (value[name] ?? {});
  const given = nested(row.parameters, parameters, { context, path, noun: `'${name}'` });
  return { verb: name, parameters: given, words: wordsOf(name, given), does: (operator) => row.does(operator, given) };
});

/** `load DDS001 into dds` would need a sentence of each verb's own; `load drive dds, barcode DDS001` tells as much. */
export const wordsOf = (name: string, parameters: Readonly<Record<string, unknown>>): string => {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return [name, given.map(([key, value]) => `${key} ${inWords(value)}`).join(', ')].filter((part) => part !== '').join(' ');
};

const inWords = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
