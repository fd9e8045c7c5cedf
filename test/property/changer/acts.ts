/** What hosts and the operator do, each as its words, what the plain target makes of it, and what is really done. */
import fc from 'fast-check';
import * as cdb from '../../conformance/changer-cdb.ts';
import { addresses, changer, drives, endOfData, type HostName, type PlainTarget, places } from './plain-target.ts';
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

const host = fc.constantFrom<HostName>('a', 'a', 'b');
const drive = fc.constantFrom(1, 1, 2, 3);
const unit = fc.constantFrom(changer, ...drives);
const most = places.filter((one) => one !== 'arm 1');
const place = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...most) }, { weight: 1, arbitrary: fc.constantFrom('arm 1', 'nowhere') });
const realPlace = fc.constantFrom(...places);
const mailSlot = fc.constantFrom('mailslot 1', 'mailslot 2');
const anyWhere = fc.oneof(mailSlot, realPlace);
const force = fc.constantFrom(false, false, true);
const yes = fc.boolean();

export const cartridges = ['LAB001L8', 'LAB002L8', 'LAB003L8', 'LAB004L8', 'LAB005L8', 'CLN001L8'] as const;

const weighed = (weight: number, arbitrary: fc.Arbitrary<Act>) => ({ weight, arbitrary });
const acts = fc.oneof(
  weighed(
    16,
    fc.tuple(host, place, place, fc.constantFrom(false, false, false, true)).map(([by, from, to, invert]) => move(by, from, to, invert)),
  ),
  weighed(
    6,
    fc.tuple(host, place, fc.constantFrom('drive 1', 'drive 2', 'drive 3')).map(([by, from, to]) => move(by, from, to, false)),
  ),
  weighed(
    6,
    fc.tuple(host, place, place, place).map(([by, from, to, last]) => exchange(by, from, to, last)),
  ),
  weighed(
    3,
    fc.tuple(host, place, place).map(([by, from, to]) => exchange(by, from, to, from)),
  ),
  weighed(
    3,
    fc.tuple(host, mailSlot, yes).map(([by, at, open]) => openMailSlot(by, at, open)),
  ),
  weighed(
    2,
    host.map((by) =>
      command(by, changer, 'INITIALIZE ELEMENT STATUS', cdb.initializeElementStatus(), (plain) => plain.initializeElementStatus(by)),
    ),
  ),
  weighed(
    2,
    host.map((by) =>
      command(by, changer, 'READ ELEMENT STATUS', cdb.readElementStatus({ length: 8 }), (plain) => plain.readElementStatus(by, false)),
    ),
  ),
  weighed(
    3,
    fc.tuple(host, unit).map(([by, at]) => ofUnit(by, at, 'TEST UNIT READY')),
  ),
  weighed(
    2,
    fc.tuple(host, unit).map(([by, at]) => ofUnit(by, at, 'RESERVE')),
  ),
  weighed(
    3,
    fc.tuple(host, unit).map(([by, at]) => ofUnit(by, at, 'RELEASE')),
  ),
  weighed(
    5,
    fc.tuple(host, unit, yes).map(([by, at, prevented]) => prevent(by, at, prevented)),
  ),
  weighed(
    6,
    fc.tuple(host, drive, yes).map(([by, at, load]) => loadUnload(by, at, load)),
  ),
  weighed(
    8,
    fc.tuple(host, drive).map(([by, at]) => write(by, at)),
  ),
  weighed(
    5,
    fc.tuple(host, drive).map(([by, at]) => read(by, at)),
  ),
  weighed(
    2,
    force.map((by) =>
      operator(
        `opens the door${forced(by)}`,
        (plain) => plain.openDoor(by),
        (room) => room.library.openDoor({ force: by }),
      ),
    ),
  ),
  weighed(
    3,
    fc.constant(
      operator(
        'closes the door',
        (plain) => plain.closeDoor(),
        (room) => room.library.closeDoor(),
      ),
    ),
  ),
  weighed(
    2,
    fc.constantFrom(false, true, true).map((on) =>
      operator(
        `${on ? 'online' : 'offline'}`,
        (plain) => plain.setOnline(on),
        (room) => room.library.setOnline(on),
      ),
    ),
  ),
  weighed(
    5,
    fc.tuple(fc.constantFrom(...cartridges), anyWhere, force).map(([barcode, to, by]) =>
      operator(
        `puts ${barcode} into ${to}${forced(by)}`,
        (plain) => plain.insert(barcode, to, by),
        (room) => room.library.insert(barcode, room.at(to), { force: by }),
      ),
    ),
  ),
  weighed(
    4,
    fc.tuple(anyWhere, force).map(([from, by]) =>
      operator(
        `takes what is in ${from}${forced(by)}`,
        (plain) => plain.take(from, by),
        (room) => room.library.take(room.at(from), { force: by }),
      ),
    ),
  ),
  weighed(
    2,
    fc.tuple(realPlace, realPlace).map(([from, to]) =>
      operator(
        `moves ${from} > ${to}`,
        (plain) => plain.moveByOperator(from, to),
        (room) => room.library.moveByOperator(room.at(from), room.at(to)),
      ),
    ),
  ),
  weighed(
    2,
    drive.map((at) =>
      operator(
        `loads drive ${at}`,
        (plain) => plain.loadByHand(at),
        (room) => room.bay(at).load(undefined),
      ),
    ),
  ),
  weighed(
    2,
    fc.tuple(drive, force).map(([at, by]) =>
      operator(
        `unloads drive ${at}${forced(by)}`,
        (plain) => plain.unloadByHand(at, by),
        (room) => room.bay(at).unload(by),
      ),
    ),
  ),
  weighed(
    2,
    fc.tuple(drive, force).map(([at, by]) =>
      operator(
        `ejects drive ${at}${forced(by)}`,
        (plain) => plain.eject(at, by),
        (room) => room.library.byHand(() => room.bay(at).eject(by)),
      ),
    ),
  ),
  weighed(
    4,
    fc.constant(
      act(
        'time passes',
        (plain) => plain.timePasses(),
        (room) => room.timePasses(),
      ),
    ),
  ),
);

/** Printed by its words. */
export const anAct: fc.Arbitrary<Act> = acts.map((one) => ({ ...one, [fc.toStringMethod]: () => one.words }));
