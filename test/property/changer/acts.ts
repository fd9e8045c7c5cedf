/** What hosts and the operator do, each as its words, what the plain target makes of it, and what is really done. */
import fc from 'fast-check';
import * as cdb from '../../conformance/changer-cdb.ts';
import { addresses, changer, drives, endOfData, type HostName, hosts, type PlainTarget, places } from './plain-target.ts';
import type { RoomOfHosts } from './room-of-hosts.ts';

/** What is written to cartridges, by barcode; so many of the blocks have been promised to outlast a loss of power. */
export type Recordings = ReadonlyMap<string, { readonly blocks: string[]; safe: number }>;

export interface Step {
  readonly words: string;
  readonly expected: (plain: PlainTarget) => string;
  readonly act: (room: RoomOfHosts) => Promise<string>;
  /** What else is known when it has ended as expected, and well. */
  readonly endedWell?: () => void;
}
/** Steps until one does not end well. */
export interface Act {
  readonly words: string;
  readonly steps: (plain: PlainTarget, recordings: Recordings) => readonly Step[];
}

export const endsWell = (ending: string): boolean => /^(good|done)/.test(ending);

const act = (words: string, expected: Step['expected'], really: Step['act']): Act => ({
  words,
  steps: () => [{ words, expected, act: really }],
});
const command = (host: HostName, unit: number, words: string, bytes: readonly number[] | Uint8Array, expected: Step['expected']): Act =>
  act(`${host}: ${words}`, expected, (room) => room.says(host, unit, bytes));

const move = (host: HostName, source: string, destination: string, invert: boolean): Act =>
  command(
    host,
    changer,
    `MOVE MEDIUM ${source} > ${destination}${invert ? ' INVERT' : ''}`,
    cdb.moveMedium(addresses[source]!, addresses[destination]!, { invert }),
    (plain) => plain.move(host, source, destination, invert),
  );

const exchange = (host: HostName, source: string, first: string, second: string): Act =>
  command(
    host,
    changer,
    `EXCHANGE MEDIUM ${source} > ${first} > ${second}`,
    cdb.exchangeMedium(addresses[source]!, addresses[first]!, addresses[second]!),
    (plain) => plain.exchange(host, source, first, second),
  );

const openMailSlot = (host: HostName, place: string, open: boolean): Act =>
  command(
    host,
    changer,
    `${open ? 'OPEN' : 'CLOSE'} ${place}`,
    cdb.openCloseImportExport(addresses[place]!, cdb.importExportAction[open ? 'open' : 'close']),
    (plain) => plain.openMailSlot(host, place, open),
  );

const ofUnits = {
  'TEST UNIT READY': { bytes: [0x00], expected: 'testUnitReady' },
  RESERVE: { bytes: [0x16], expected: 'reserve' },
  RELEASE: { bytes: [0x17], expected: 'release' },
} as const;
const ofUnit = (host: HostName, unit: number, name: keyof typeof ofUnits): Act => {
  const { bytes, expected } = ofUnits[name];
  return command(host, unit, `${name} unit ${unit}`, six(...bytes), (plain) => plain[expected](host, unit));
};

const prevent = (host: HostName, unit: number, yes: boolean): Act =>
  command(host, unit, `${yes ? 'PREVENT' : 'ALLOW'} unit ${unit}`, six(0x1e, 0, 0, 0, yes ? 1 : 0), (plain) =>
    plain.prevent(host, unit, yes),
  );

const six = (...bytes: readonly number[]): number[] => [...bytes, ...Array.from({ length: 6 - bytes.length }, () => 0)];

const loadUnload = (host: HostName, drive: number, load: boolean): Act =>
  command(host, drive, `${load ? 'LOAD' : 'UNLOAD'} drive ${drive}`, six(0x1b, 0, 0, 0, load ? 1 : 0), (plain) =>
    load ? plain.load(host, drive) : plain.unload(host, drive),
  );

const blockBytes = 64;
const recordingIn = (drive: number, plain: PlainTarget, recordings: Recordings) =>
  recordings.get(plain.library.in(`drive ${drive}`) ?? 'nothing');

/** A block behind all others that bears the cartridge's name, and the promise that it is there. */
const write = (host: HostName, drive: number): Act => ({
  words: `${host}: write in drive ${drive}`,
  steps: (plain, recordings) => {
    const recording = recordingIn(drive, plain, recordings);
    const block = `${plain.library.in(`drive ${drive}`)} block ${recording?.blocks.length} by ${host}`.padEnd(blockBytes);
    const access = (target: PlainTarget): string => target.access(host, drive);
    return [
      { words: 'SPACE to end of data', expected: access, act: (room) => room.says(host, drive, six(0x11, 3)) },
      {
        words: 'WRITE',
        expected: (target) => {
          const ending = access(target);
          if (ending === 'good') recording!.blocks.push(block);
          return ending;
        },
        act: (room) => room.says(host, drive, six(0x0a, 0, 0, 0, blockBytes), { out: Buffer.from(block, 'latin1') }),
      },
      {
        words: 'WRITE FILEMARKS 0',
        expected: access,
        act: (room) => room.says(host, drive, six(0x10)),
        endedWell: () => {
          recording!.safe = recording!.blocks.length;
        },
      },
    ];
  },
});

/** All that was written to the cartridge, from its beginning. */
const read = (host: HostName, drive: number): Act => ({
  words: `${host}: read in drive ${drive}`,
  steps: (plain, recordings) => {
    const blocks = recordingIn(drive, plain, recordings)?.blocks ?? [];
    const found = (block: string): Step => ({
      words: 'READ',
      expected: (target) => {
        const ending = target.access(host, drive);
        return ending === 'good' ? block : ending;
      },
      act: (room) => room.reads(host, drive, six(0x08, 0, 0, 0, blockBytes), blockBytes),
    });
    const rewind: Step = {
      words: 'REWIND',
      expected: (target) => target.access(host, drive),
      act: (room) => room.says(host, drive, six(0x01)),
    };
    return [rewind, ...blocks.map((block) => found(`good: ${block}`)), found(endOfData)];
  },
});

const operator = (words: string, expected: Step['expected'], really: (room: RoomOfHosts) => Promise<unknown>): Act =>
  act(`operator: ${words}`, expected, (room) => room.hands(() => really(room)));
const forced = (force: boolean): string => (force ? ' by force' : '');

const initialize = (host: HostName): Act =>
  command(host, changer, 'INITIALIZE ELEMENT STATUS', cdb.initializeElementStatus(), (plain) => plain.initializeElementStatus(host));
const look = (host: HostName): Act =>
  act(
    `${host}: READ ELEMENT STATUS`,
    (plain) => plain.readElementStatus(host, false),
    (room) => room.says(host, changer, cdb.readElementStatus({ length: 8 }), { room: 8 }),
  );

const openDoor = (force: boolean): Act =>
  operator(
    `opens the door${forced(force)}`,
    (plain) => plain.openDoor(force),
    ({ library }) => library.openDoor({ force }),
  );
const closeDoor = operator(
  'closes the door',
  (plain) => plain.closeDoor(),
  ({ library }) => library.closeDoor(),
);
const setOnline = (online: boolean): Act =>
  operator(
    online ? 'online' : 'offline',
    (plain) => plain.setOnline(online),
    ({ library }) => library.setOnline(online),
  );
const insert = (barcode: string, to: string, force: boolean): Act =>
  operator(
    `puts ${barcode} into ${to}${forced(force)}`,
    (plain) => plain.insert(barcode, to, force),
    (room) => room.library.insert(barcode, room.at(to), { force }),
  );
const take = (from: string, force: boolean): Act =>
  operator(
    `takes what is in ${from}${forced(force)}`,
    (plain) => plain.take(from, force),
    (room) => room.library.take(room.at(from), { force }),
  );
const loadByHand = (drive: number): Act =>
  operator(
    `loads drive ${drive}`,
    (plain) => plain.loadByHand(drive),
    (room) => room.bay(drive).load(undefined),
  );
const unloadByHand = (drive: number, force: boolean): Act =>
  operator(
    `unloads drive ${drive}${forced(force)}`,
    (plain) => plain.unloadByHand(drive, force),
    (room) => room.bay(drive).unload(force),
  );
const eject = (drive: number, force: boolean): Act =>
  operator(
    `ejects drive ${drive}${forced(force)}`,
    (plain) => plain.eject(drive, force),
    (room) => room.library.byHand(() => room.bay(drive).eject(force)),
  );
const moveByOperator = (from: string, to: string): Act =>
  operator(
    `moves ${from} > ${to}`,
    (plain) => plain.moveByOperator(from, to),
    (room) => room.library.moveByOperator(room.at(from), room.at(to)),
  );
const timePasses = act(
  'time passes',
  (plain) => plain.timePasses(),
  (room) => room.timePasses(),
);

/** One of several, chosen when it is known what is where. */
interface Choice<T> {
  readonly words: string;
  readonly of: (plain: PlainTarget) => T;
}
const exactly = <T extends string | number>(one: T): Choice<T> => ({ words: String(one), of: () => one });
const among = <T>(what: string, all: readonly T[], fits: (one: T, plain: PlainTarget) => boolean): fc.Arbitrary<Choice<T>> =>
  fc.nat(9).map((index) => ({
    words: `${what} ${index}`,
    of: (plain) => {
      const fitting = all.filter((one) => fits(one, plain));
      const some = fitting.length > 0 ? fitting : all;
      return some[index % some.length]!;
    },
  }));

const isFull = (place: string, { library }: PlainTarget): boolean => library.in(place) !== undefined;
const host = fc.constantFrom<HostName>('a', 'a', 'b');
const unit = fc.constantFrom(changer, ...drives);
const anyPlace = fc.constantFrom(...places, 'nowhere').map(exactly);
const mostPlaces = places.filter((place) => place !== 'arm 1');
const full = fc.oneof({ weight: 9, arbitrary: among('full place', places, isFull) }, { weight: 1, arbitrary: anyPlace });
const empty = fc.oneof(
  { weight: 5, arbitrary: among('empty place', mostPlaces, (place, plain) => !isFull(place, plain)) },
  { weight: 4, arbitrary: fc.constantFrom('drive 1', 'drive 2', 'drive 3').map(exactly) },
  { weight: 1, arbitrary: anyPlace },
);
const realPlace = fc.constantFrom(...places).map(exactly);
const mailSlot = fc.constantFrom('mailslot 1', 'mailslot 2');
const reached = fc.oneof(mailSlot.map(exactly), among('full place', places, isFull), realPlace);
const fillable = fc.oneof(
  mailSlot.map(exactly),
  among('empty place', places, (place, plain) => !isFull(place, plain)),
  realPlace,
);
const drive = fc.oneof(
  { weight: 4, arbitrary: among('full drive', drives, (number, plain) => isFull(`drive ${number}`, plain)) },
  { weight: 1, arbitrary: fc.constantFrom(...drives).map((number) => exactly<number>(number)) },
);
const force = fc.constantFrom(false, false, true);
const yes = fc.boolean();

export const cartridges = ['LAB001L8', 'LAB002L8', 'LAB003L8', 'LAB004L8', 'LAB005L8', 'CLN001L8'] as const;
const barcode = fc.oneof(
  { weight: 4, arbitrary: among<string>('one of the shelf', cartridges, (one, { library }) => library.where.get(one) === 'shelf') },
  { weight: 1, arbitrary: fc.constantFrom(...cartridges).map((one) => exactly<string>(one)) },
);

/** So often, with these choices made when the act begins. */
function of<Choices extends readonly Choice<unknown>[], Given extends readonly unknown[]>(
  weight: number,
  what: string,
  choices: { readonly [Index in keyof Choices]: fc.Arbitrary<Choices[Index]> },
  given: { readonly [Index in keyof Given]: fc.Arbitrary<Given[Index]> },
  make: (...chosen: [...{ [Index in keyof Choices]: Choices[Index] extends Choice<infer T> ? T : never }, ...Given]) => Act,
) {
  const arbitrary = fc.tuple(fc.tuple(...choices), fc.tuple(...given)).map(([chosen, rest]): Act => {
    const made = (plain: PlainTarget): Act => make(...([...chosen.map((one) => one.of(plain)), ...rest] as Parameters<typeof make>));
    return {
      words: [what, ...chosen.map(({ words }) => words), ...rest].join(', '),
      steps: (plain, recordings) => made(plain).steps(plain, recordings),
    };
  });
  return { weight, arbitrary };
}

const acts = fc.oneof(
  of(22, 'move', [full, empty], [host, fc.constantFrom(false, false, false, true)], (from, to, by, invert) => move(by, from, to, invert)),
  of(3, 'move', [anyPlace, anyPlace], [host], (from, to, by) => move(by, from, to, false)),
  of(5, 'exchange', [full, full, empty], [host], (from, to, last, by) => exchange(by, from, to, last)),
  of(5, 'swap', [full, full], [host], (from, to, by) => exchange(by, from, to, from)),
  of(3, 'door of', [], [host, mailSlot, yes], (by, at, open) => openMailSlot(by, at, open)),
  of(2, 'initialize', [], [host], initialize),
  of(4, 'look', [], [host], look),
  of(4, 'test', [], [host, unit], (by, at) => ofUnit(by, at, 'TEST UNIT READY')),
  of(4, 'reserve', [], [host, fc.oneof(unit, fc.constant(changer))], (by, at) => ofUnit(by, at, 'RESERVE')),
  of(4, 'release', [], [host, unit], (by, at) => ofUnit(by, at, 'RELEASE')),
  of(3, 'prevent', [drive], [host, fc.constantFrom(true, false, false)], (at, by, prevented) => prevent(by, at, prevented)),
  of(3, 'prevent', [], [host, fc.constantFrom(true, false, false)], (by, prevented) => prevent(by, changer, prevented)),
  of(6, 'load or unload', [drive], [host, yes], (at, by, load) => loadUnload(by, at, load)),
  of(8, 'write', [drive], [host], (at, by) => write(by, at)),
  of(5, 'read', [drive], [host], (at, by) => read(by, at)),
  of(2, 'open the door', [], [force], openDoor),
  of(5, 'close the door', [], [], () => closeDoor),
  of(2, 'online', [], [fc.constantFrom(false, true, true)], setOnline),
  of(5, 'insert', [barcode, fillable], [force], insert),
  of(4, 'take', [reached], [force], take),
  of(2, 'move from the panel', [reached, fillable], [], moveByOperator),
  of(2, 'load by hand', [drive], [], loadByHand),
  of(2, 'unload by hand', [drive], [force], unloadByHand),
  of(2, 'eject', [drive], [force], eject),
  of(5, 'time passes', [], [], () => timePasses),
);

/** Printed by its words. */
export const anAct: fc.Arbitrary<Act> = acts.map((one) => ({ ...one, [fc.toStringMethod]: () => one.words }));

/** Every host hears what there is to be heard. */
const listen = (by: HostName, at: number): Act => {
  const { words, steps } = ofUnit(by, at, 'TEST UNIT READY');
  return { words, steps: (plain, recordings) => (plain.pending(by, at).length > 0 ? steps(plain, recordings) : []) };
};
const everybodyListens = hosts.flatMap((by) => [changer, ...drives].map((at) => listen(by, at)));
export const settling: readonly Act[] = [timePasses, ...everybodyListens, ...everybodyListens];
