/**
 * Everything that can be asked of a home, in one table: the server's routes, the client's calls and their types are all made from it. Who
 * fulfils an action is not known here: `lab.ts` with its drives, or, with no server, `home.ts` for the cartridges alone.
 */
import { z } from 'zod';
import { cartridgeView, checkReport, driveView, labView, sessionView, unreadableCartridge } from './views.ts';

interface Action<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
}
const action = <Input extends z.ZodType, Output extends z.ZodType>(row: Action<Input, Output>): Action<Input, Output> => row;

const tsih = z.number().int().min(1).max(0xffff);
/** What fits into the parameters of an Asynchronous Message (RFC 7143 §11.9.1). */
const seconds = z.number().int().min(0).max(0xffff);
const lun = z.number().int().min(0).max(16_383);
const time2 = { time2WaitSeconds: seconds, time2RetainSeconds: seconds };

/** The events of an Asynchronous Message, each with its own parameters (§11.9.1). */
export const notice = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('scsi-event'),
    lun,
    sense: z.string().regex(/^([0-9a-f]{2}){1,252}$/i, 'the sense data must be hexadecimal'),
  }),
  z.strictObject({ event: z.literal('logout-request'), withinSeconds: seconds }),
  z.strictObject({ event: z.literal('connection-dropped'), connectionId: z.number().int().min(0).max(0xffff).optional(), ...time2 }),
  z.strictObject({ event: z.literal('all-connections-dropped'), ...time2 }),
  z.strictObject({ event: z.literal('negotiation-request'), withinSeconds: seconds }),
  z.strictObject({ event: z.literal('task-termination'), lun }),
]);
export type Notice = z.output<typeof notice>;

const bytes = z.number().int().nonnegative();
const barcode = z.string();
const cartridgeSpecification = {
  mediumType: z.string().optional(),
  capacityBytes: bytes.optional(),
  earlyWarningBytes: bytes.optional(),
  writeProtected: z.boolean().optional(),
  writeOnce: z.boolean().optional(),
  checksum: z.enum(['crc32c', 'off']).optional(),
};
/** What an imported cartridge cannot be. */
const blankSpecification = {
  /** How many equal ones, or the capacity of each. */
  partitions: z.union([z.number(), z.array(bytes)]).optional(),
  discardsData: z.boolean().optional(),
  recording: z.enum(['blank', 'unformatted', 'foreign']).optional(),
  usesLeft: bytes.optional(),
};

export const actions = {
  status: action({ summary: 'What is served, and to whom', input: z.strictObject({}), output: labView }),
  'cartridge.create': action({
    summary: 'Make empty cartridges',
    input: z.strictObject({ barcodes: z.array(barcode).min(1), ...cartridgeSpecification, ...blankSpecification }),
    output: z.array(cartridgeView),
  }),
  'cartridge.list': action({
    summary: 'All cartridges of the home; one that cannot be understood is among them with why',
    input: z.strictObject({}),
    output: z.array(z.union([cartridgeView, unreadableCartridge])),
  }),
  'cartridge.show': action({ summary: 'One cartridge', input: z.strictObject({ barcode }), output: cartridgeView }),
  'cartridge.check': action({ summary: 'Read a cartridge through and verify it', input: z.strictObject({ barcode }), output: checkReport }),
  'cartridge.import': action({
    summary: 'Make a cartridge of a SIMH tape image',
    input: z.strictObject({
      file: z.string(),
      barcode,
      ...cartridgeSpecification,
      densityCode: z.number().int().min(1).max(0xff).optional(),
    }),
    output: cartridgeView,
  }),
  'cartridge.protect': action({
    summary: 'Set the write-protect switch of a cartridge that is in no drive',
    input: z.strictObject({ barcode }),
    output: cartridgeView,
  }),
  'cartridge.unprotect': action({
    summary: 'Release the write-protect switch of a cartridge that is in no drive',
    input: z.strictObject({ barcode }),
    output: cartridgeView,
  }),
  'cartridge.export': action({
    summary: 'Copy a cartridge, or one of its partitions, to a SIMH tape image',
    input: z.strictObject({ barcode, file: z.string(), partition: z.number().int().nonnegative().optional() }),
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
  'session.list': action({ summary: 'Who is logged in', input: z.strictObject({}), output: z.array(sessionView) }),
  'session.logout': action({
    summary: 'Ask the initiator to log out, and end the session if it has not when the time is over',
    input: z.strictObject({ tsih, withinSeconds: seconds }),
    output: sessionView,
  }),
  'session.negotiate': action({
    summary: 'Ask the initiator to negotiate parameters, and end its connection if it has not when the time is over',
    input: z.strictObject({ tsih, withinSeconds: seconds }),
    output: sessionView,
  }),
  'session.end': action({
    summary: 'End the session; announced, the initiator is told first',
    input: z.strictObject({ tsih, announce: z.boolean().optional() }),
    output: sessionView,
  }),
  'session.notify': action({
    summary: 'Send the initiator an Asynchronous Message, and do nothing else',
    input: z.strictObject({ tsih, notice }),
    output: sessionView,
  }),
} as const;

export type ActionName = keyof typeof actions;
export type ActionInput<Name extends ActionName> = z.input<(typeof actions)[Name]['input']>;
export type ActionOutput<Name extends ActionName> = z.output<(typeof actions)[Name]['output']>;
/** Those who fulfil actions implement this, or a part of it. */
export type Actions = { readonly [Name in ActionName]: (input: ActionInput<Name>) => Promise<ActionOutput<Name>> };
export type SessionActions = Pick<Actions, Extract<ActionName, `session.${string}`>>;
export type CartridgeActions = Pick<Actions, Extract<ActionName, `cartridge.${string}`>>;
