/**
 * Everything that can be asked of a home, in one table: the server's routes, the client's calls, their types and the OpenAPI document are all
 * made from it. Who fulfils an action is not known here: `lab.ts` with its drives, or, with no server, `home.ts` for the cartridges alone.
 *
 * What a route names in braces is a part of the input by that name; `-` there stands for one that is left out. The rest of the input is the query
 * of GET and DELETE, the body of POST and PUT.
 */
import * as z from 'zod';
import { action } from './action.ts';
import { faultRows } from './fault-rows.ts';
import { cartridgeView, checkReport, driveView, labView, librarySummary, libraryView, sessionView, unreadableCartridge } from './views.ts';

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
const imageFormat = z.enum(['tap', 'aws', 'het']);
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

/** Which library; may be left out where there is only one, or where a drive of it or a cartridge in it is named. */
const library = { library: z.string().optional() };
const elementNumber = z.number().int().min(1).max(0x1_0000);
const force = { force: z.boolean().optional() };
/** A place in the operator's words: `slot 3`, `mailslot 1`, `drive 1` or the drive's name, `arm 1`, `shelf`, or the barcode of what lies there. */
const place = z.string().min(1);
/** What has moved, and between which places of its library. */
const movement = z.object({ barcode, from: z.string(), to: z.string() });

export const actions = {
  status: action({ route: 'GET /status', summary: 'What is served, and to whom', input: z.strictObject({}), output: labView }),
  'cartridge.create': action({
    route: 'POST /cartridges',
    summary: 'Make empty cartridges',
    input: z.strictObject({ barcodes: z.array(barcode).min(1), ...cartridgeSpecification, ...blankSpecification }),
    output: z.array(cartridgeView),
  }),
  'cartridge.list': action({
    route: 'GET /cartridges',
    summary: 'All cartridges of the home; one that cannot be understood is among them with why',
    input: z.strictObject({}),
    output: z.array(z.union([cartridgeView, unreadableCartridge])),
  }),
  'cartridge.show': action({
    route: 'GET /cartridges/{barcode}',
    summary: 'One cartridge',
    input: z.strictObject({ barcode }),
    output: cartridgeView,
  }),
  'cartridge.check': action({
    route: 'POST /cartridges/{barcode}/check',
    summary: 'Read a cartridge through and verify it',
    input: z.strictObject({ barcode }),
    output: checkReport,
  }),
  'cartridge.import': action({
    route: 'POST /cartridges/import',
    summary: 'Make a cartridge of a tape image: in the format that is named, or the one that it is in',
    input: z.strictObject({
      file: z.string(),
      format: imageFormat.optional(),
      barcode,
      ...cartridgeSpecification,
      densityCode: z.number().int().min(1).max(0xff).optional(),
    }),
    /** With the format that the file was in. */
    output: cartridgeView.extend({ image: imageFormat }),
  }),
  'cartridge.protect': action({
    route: 'PUT /cartridges/{barcode}/write-protection',
    summary: 'Set the write-protect switch of a cartridge that is in no drive',
    input: z.strictObject({ barcode }),
    output: cartridgeView,
  }),
  'cartridge.unprotect': action({
    route: 'DELETE /cartridges/{barcode}/write-protection',
    summary: 'Release the write-protect switch of a cartridge that is in no drive',
    input: z.strictObject({ barcode }),
    output: cartridgeView,
  }),
  'cartridge.label': action({
    route: 'PUT /cartridges/{barcode}/label',
    summary: 'Put another label on a cartridge on the shelf: another barcode, or one that no scanner reads',
    input: z.strictObject({ barcode, to: barcode.optional(), label: z.enum(['readable', 'unreadable', 'none']).optional() }),
    output: cartridgeView,
  }),
  'cartridge.export': action({
    route: 'POST /cartridges/{barcode}/export',
    summary: "Copy a cartridge, or one of its partitions, to a tape image: in the format that is named, or that the file's name ends in",
    input: z.strictObject({
      barcode,
      file: z.string(),
      format: imageFormat.optional(),
      partition: z.number().int().nonnegative().optional(),
    }),
    output: z.object({ barcode, file: z.string(), bytes, format: imageFormat }),
  }),
  'drive.list': action({ route: 'GET /drives', summary: 'All drives', input: z.strictObject({}), output: z.array(driveView) }),
  'drive.show': action({
    route: 'GET /drives/{drive}',
    summary: 'One drive',
    input: z.strictObject({ drive: z.string() }),
    output: driveView,
  }),
  'drive.load': action({
    route: 'POST /drives/{drive}/load',
    summary: 'Put a cartridge into a drive and load it, or load the one that is in it',
    input: z.strictObject({ drive: z.string(), barcode: barcode.optional() }),
    output: driveView,
  }),
  'drive.unload': action({
    route: 'POST /drives/{drive}/unload',
    summary: 'Unload the cartridge; it stays in the drive',
    input: z.strictObject({ drive: z.string(), force: z.boolean().optional() }),
    output: driveView,
  }),
  'drive.eject': action({
    route: 'POST /drives/{drive}/eject',
    summary: 'Take the cartridge out of the drive',
    input: z.strictObject({ drive: z.string(), force: z.boolean().optional() }),
    output: z.object({ barcode, drive: driveView }),
  }),
  'drive.insert': action({
    route: 'POST /drives/{drive}/insert',
    summary: 'Put a cartridge into a drive, which loads it if that is its way',
    input: z.strictObject({ drive: z.string(), barcode }),
    output: driveView,
  }),
  'drive.stack': action({
    route: 'PUT /drives/{drive}/stack',
    summary: 'Feed a stand-alone drive these cartridges one after the other, each after an eject',
    input: z.strictObject({ drive: z.string(), barcodes: z.array(barcode) }),
    output: driveView,
  }),
  'library.list': action({ route: 'GET /libraries', summary: 'All libraries', input: z.strictObject({}), output: z.array(librarySummary) }),
  'library.show': action({
    route: 'GET /libraries/{library}',
    summary: 'One library with all its elements',
    input: z.strictObject(library),
    output: libraryView,
  }),
  'library.door': action({
    route: 'PUT /libraries/{library}/door',
    summary: 'Open or close the door: while it is open the robot stands still, and every place can be reached by hand',
    input: z.strictObject({ ...library, open: z.boolean(), ...force }),
    output: librarySummary,
  }),
  'library.online': action({
    route: 'PUT /libraries/{library}/online',
    summary: 'Take a library online or offline for its hosts',
    input: z.strictObject({ ...library, online: z.boolean() }),
    output: librarySummary,
  }),
  'library.insert': action({
    route: 'POST /libraries/{library}/insert',
    summary: 'Put a cartridge from the shelf, or one made of a tape image, into a mail slot, or into any slot while the door is open',
    /** The first free mail slot unless one is named. */
    input: z.strictObject({
      ...library,
      barcode,
      mailslot: elementNumber.optional(),
      slot: elementNumber.optional(),
      image: z.strictObject({ file: z.string(), mediumType: z.string().optional() }).optional(),
      ...force,
    }),
    output: z.object({ barcode, place: z.string(), library: librarySummary }),
  }),
  'library.take': action({
    route: 'POST /libraries/{library}/take',
    summary:
      'Take a cartridge out of a mail slot, or out of any slot while the door is open, and lay it on the shelf; copy it to a file first',
    /** The first full mail slot unless one, or a cartridge, is named. */
    input: z.strictObject({
      ...library,
      mailslot: elementNumber.optional(),
      slot: elementNumber.optional(),
      barcode: barcode.optional(),
      file: z.string().optional(),
      ...force,
    }),
    output: z.object({ barcode, place: z.string(), library: librarySummary, file: z.string().optional(), bytes: z.number().optional() }),
  }),
  'library.move': action({
    route: 'POST /libraries/{library}/move',
    summary: 'Move a cartridge: by the robot between the places of a library, by hand from the shelf and to it',
    input: z.strictObject({ ...library, from: place, to: place, ...force }),
    output: movement,
  }),
  'library.exchange': action({
    route: 'POST /libraries/{library}/exchange',
    summary: 'Move a cartridge to a place, and what lies there to where the first came from, unless another place is named',
    input: z.strictObject({ ...library, from: place, to: place, displacedTo: place.optional() }),
    output: z.array(movement),
  }),
  'library.fill': action({
    route: 'POST /libraries/{library}/fill',
    summary: 'Make empty cartridges and put them into the free slots of a library',
    input: z.strictObject({ ...library, barcodes: z.array(barcode).min(1), ...cartridgeSpecification, ...blankSpecification }),
    output: z.array(cartridgeView),
  }),
  'session.list': action({ route: 'GET /sessions', summary: 'Who is logged in', input: z.strictObject({}), output: z.array(sessionView) }),
  'session.logout': action({
    route: 'POST /sessions/{tsih}/logout',
    summary: 'Ask the initiator to log out, and end the session if it has not when the time is over',
    input: z.strictObject({ tsih, withinSeconds: seconds }),
    output: sessionView,
  }),
  'session.negotiate': action({
    route: 'POST /sessions/{tsih}/negotiate',
    summary: 'Ask the initiator to negotiate parameters, and end its connection if it has not when the time is over',
    input: z.strictObject({ tsih, withinSeconds: seconds }),
    output: sessionView,
  }),
  'session.end': action({
    route: 'DELETE /sessions/{tsih}',
    summary: 'End the session; announced, the initiator is told first',
    input: z.strictObject({ tsih, announce: z.boolean().optional() }),
    output: sessionView,
  }),
  'session.drop': action({
    route: 'POST /sessions/{tsih}/drop',
    summary: 'Break the connection of a session off with a TCP RST: its initiator may come back to it',
    input: z.strictObject({ tsih }),
    output: sessionView,
  }),
  'session.notify': action({
    route: 'POST /sessions/{tsih}/notify',
    summary: 'Send the initiator an Asynchronous Message, and do nothing else',
    input: z.strictObject({ tsih, notice }),
    output: sessionView,
  }),
  ...faultRows,
} as const;

export type ActionName = keyof typeof actions;
export type ActionInput<Name extends ActionName> = z.input<(typeof actions)[Name]['input']>;
export type ActionOutput<Name extends ActionName> = z.output<(typeof actions)[Name]['output']>;
/** Those who fulfil actions implement this, or a part of it. */
export type Actions = {
  /** `unwanted`: nobody waits for the answer any more, since the caller has gone or the server stops. Who merely waits for something answers at once then. */
  readonly [Name in ActionName]: (input: ActionInput<Name>, unwanted?: AbortSignal) => Promise<ActionOutput<Name>>;
};
export type SessionActions = Pick<Actions, Extract<ActionName, `session.${string}`>>;
export type LibraryActions = Pick<Actions, Extract<ActionName, `library.${string}`>>;
export type FaultActions = Pick<Actions, Extract<ActionName, `fault.${string}`>>;
export type ScenarioActions = Pick<Actions, Extract<ActionName, `scenario.${string}`>>;
export type TraceActions = Pick<Actions, Extract<ActionName, `trace.${string}`>>;
export type CartridgeActions = Pick<Actions, Extract<ActionName, `cartridge.${string}`>>;
