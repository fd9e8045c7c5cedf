/**
 * Everything that can be asked of a home, in one table: the server's routes, the client's calls and their types are all made from it. Who
 * fulfils an action is not known here: `lab.ts` with its drives, or, with no server, `home.ts` for the cartridges alone.
 */
import { z } from 'zod';
import { cartridgeView, checkReport, driveView, labView } from './views.ts';

interface Action<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
}
const action = <Input extends z.ZodType, Output extends z.ZodType>(row: Action<Input, Output>): Action<Input, Output> => row;

const bytes = z.number().int().nonnegative();
const barcode = z.string();
const cartridgeSpecification = {
  mediumType: z.string().optional(),
  capacityBytes: bytes.optional(),
  earlyWarningBytes: bytes.optional(),
  writeProtected: z.boolean().optional(),
  checksum: z.enum(['crc32c', 'off']).optional(),
};

export const actions = {
  status: action({ summary: 'What is served, and to whom', input: z.strictObject({}), output: labView }),
  'cartridge.create': action({
    summary: 'Make empty cartridges',
    input: z.strictObject({ barcodes: z.array(barcode).min(1), ...cartridgeSpecification }),
    output: z.array(cartridgeView),
  }),
  'cartridge.list': action({ summary: 'All cartridges of the home', input: z.strictObject({}), output: z.array(cartridgeView) }),
  'cartridge.show': action({ summary: 'One cartridge', input: z.strictObject({ barcode }), output: cartridgeView }),
  'cartridge.check': action({ summary: 'Read a cartridge through and verify it', input: z.strictObject({ barcode }), output: checkReport }),
  'cartridge.import': action({
    summary: 'Make a cartridge of a SIMH tape image',
    input: z.strictObject({ file: z.string(), barcode, ...cartridgeSpecification }),
    output: cartridgeView,
  }),
  'cartridge.export': action({
    summary: 'Copy a cartridge to a SIMH tape image',
    input: z.strictObject({ barcode, file: z.string() }),
    output: z.object({ barcode, file: z.string(), bytes }),
  }),
  'drive.load': action({
    summary: 'Put a cartridge into a drive and load it, or load the one that is in it',
    input: z.strictObject({ drive: z.string(), barcode: barcode.optional() }),
    output: driveView,
  }),
  'drive.unload': action({
    summary: 'Unload the cartridge; it stays in the drive',
    input: z.strictObject({ drive: z.string(), force: z.boolean().optional() }),
    output: driveView,
  }),
  'drive.eject': action({
    summary: 'Take the cartridge out of the drive',
    input: z.strictObject({ drive: z.string(), force: z.boolean().optional() }),
    output: z.object({ barcode, drive: driveView }),
  }),
} as const;

export type ActionName = keyof typeof actions;
export type ActionInput<Name extends ActionName> = z.input<(typeof actions)[Name]['input']>;
export type ActionOutput<Name extends ActionName> = z.output<(typeof actions)[Name]['output']>;
/** Those who fulfil actions implement this, or a part of it. */
export type Actions = { readonly [Name in ActionName]: (input: ActionInput<Name>) => Promise<ActionOutput<Name>> };
export type CartridgeActions = Pick<Actions, Extract<ActionName, `cartridge.${string}`>>;
