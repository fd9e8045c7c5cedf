/**
 * The drive against plain arrays: random commands of both address modes, in both directions, over blocks, filemarks and setmarks in two partitions,
 * fixed and variable, buffered and written through, on a volume small enough for early warning and overflow to happen all the time; and now and
 * then the volume goes on in another drive. After each command status, sense, data and position must be the arrays'.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import type { Volume } from '../../../src/cartridge/volume.ts';
import type { TapeDrive } from '../../../src/tape/tape-drive.ts';
import { driveWithTape, type Ended, type Host, pattern } from '../../unit/tape/host.ts';
import { unreliable } from '../../unit/tape/unreliable-volume.ts';
import { anyBuffers, arrivingInSlabs, type Buffers } from './any-buffers.ts';
import { type Over, type PlainObject, PlainTape, type Seen } from './plain-tape.ts';

const capacity = 6000;
const earlyWarning = 1500;
const partitions = 2;
const specification = { mediumType: 'lto-8', partitions: [capacity, capacity], earlyWarningBytes: earlyWarning } as const;

/** A drive with the tape in it, which may become another one. */
class Bench {
  host!: Host;
  #drive!: TapeDrive;
  readonly #reopen: (volume: Volume) => Promise<Volume>;

  readonly #buffers: Buffers;

  constructor(buffers: Buffers, reopen: (volume: Volume) => Promise<Volume> = async (volume) => volume) {
    this.#buffers = buffers;
    this.#reopen = reopen;
  }

  async put(volume: Volume): Promise<void> {
    const { bufferBytes, readAheadBytes } = this.#buffers;
    const { host, drive } = await driveWithTape({ volume, model: { bufferBytes, readAheadBytes, setmarks: true } });
    host.arriving = arrivingInSlabs(this.#buffers);
    this.host = host;
    this.#drive = drive;
  }

  /** Takes the tape out, as it is found later, or by somebody else. */
  async takeOut(): Promise<Volume> {
    return this.#reopen((await this.#drive.eject())!);
  }
}

type Step = fc.AsyncCommand<PlainTape, Bench>;

/** A command as its words, what the arrays make of it, and what the drive does. */
interface Move {
  readonly words: string;
  readonly expected: (tape: PlainTape) => Seen;
  readonly act: (host: Host, tape: PlainTape) => Promise<Ended>;
}

const step = (...moves: readonly Move[]): Step => ({
  check: () => true,
  toString: () => moves.map(({ words }) => words).join(', '),
  run: async (tape, bench) => {
    for (const each of moves) await compare(each, tape, bench.host);
  },
});

async function compare({ words, expected, act }: Move, tape: PlainTape, host: Host): Promise<void> {
  const ended = await act(host, tape);
  expect(asSeen(ended), words).toEqual(expected(tape));
  const position = await host.position();
  expect(position, `position after ${words}`).toMatchObject({
    partition: tape.partition,
    first: tape.position,
    last: tape.position - position.objectsInBuffer,
    beginningOfPartition: tape.position === 0,
    endOfPartition: tape.pastEarlyWarning,
    flags: 0,
  });
  const { data } = await host.execute([0x34, 0x06, 0, 0, 0, 0, 0, 0, 0, 0], { room: 32 });
  expect(Number(data.readBigUInt64BE(16)), `file number after ${words}`).toBe(tape.filemarksBefore);
  expect(Number(data.readBigUInt64BE(24)), `set number after ${words}`).toBe(tape.setmarksBefore);
}

const asSeen = ({ status, sense, data }: Ended): Seen =>
  sense === undefined
    ? { status: status === 0 ? 'good' : 'check', data }
    : {
        status: 'check',
        key: sense.key,
        code: sense.deferred ? `deferred ${sense.code}` : sense.code,
        filemark: sense.filemark,
        endOfMedium: sense.endOfMedium,
        incorrectLength: sense.incorrectLength,
        information: sense.valid ? sense.information : undefined,
        data,
      };

const blockLengths = fc.constantFrom(1, 100, 500, 1000);
const someLength = fc.oneof(blockLengths, fc.integer({ min: 0, max: 1500 }));
const seed = fc.nat(255);
const few = fc.integer({ min: -4, max: 4 });
const count = fc.oneof({ weight: 4, arbitrary: few }, { weight: 1, arbitrary: fc.integer({ min: -40, max: 40 }) });
const codes: Readonly<Record<Over, number>> = {
  blocks: 0,
  filemarks: 1,
  'sequential filemarks': 2,
  setmarks: 4,
  'sequential setmarks': 5,
};

const FIXED = 1;
const SILI = 2;
const BYTORD = 4;
const FCS = 8;
const LCS = 4;

/** Two's complement, as SPACE(16) has it. */
const int64 = (number: number): number[] => [...new BigInt64Array([BigInt(number)]).reverse()].flatMap(bytesOf);
const bytesOf = (number: bigint): number[] => Array.from({ length: 8 }, (_, at) => Number((number >> BigInt(8 * (7 - at))) & 0xffn));

/** Where an explicit command goes: to where the tape stands, mostly; else somewhere, and sometimes nowhere. */
interface Aim {
  readonly here: boolean;
  readonly partition: number;
  readonly object: number;
  readonly first: boolean;
  readonly last: boolean;
}
const aim: fc.Arbitrary<Aim> = fc.record({
  here: fc.boolean(),
  partition: fc.constantFrom(0, 0, 0, 1, 1, 1, 2),
  object: fc.nat(1000),
  first: fc.boolean(),
  last: fc.boolean(),
});
const aimed = (tape: PlainTape, { here, partition, object, first, last }: Aim) =>
  here
    ? { partition: tape.partition, object: tape.position, first, last }
    : { partition, object: object % ((tape.partitions[partition]?.length ?? 0) + 3), first, last };
const sequenceBits = ({ first, last }: Aim): number => (first ? FCS : 0) | (last ? LCS : 0);

const write = (length: number, seed: number): Move => ({
  words: `WRITE ${length} bytes`,
  expected: (tape) => tape.write(pattern(length, seed)),
  act: (host) => host.write(pattern(length, seed)),
});

const writeExplicitly = (length: number, seed: number, at: Aim): Move => ({
  words: `WRITE(16) ${length} bytes at ${JSON.stringify(at)}`,
  expected: (tape) => tape.write(pattern(length, seed), aimed(tape, at)),
  act: (host, tape) => host.explicit(0x8a, sequenceBits(at), { ...aimed(tape, at), length }, { out: pattern(length, seed) }),
});

const writeBlocks = (blocks: number, seed: number): Move => ({
  words: `WRITE ${blocks} blocks`,
  expected: (tape) => tape.writeFixed(cut(fixedData(tape, blocks, seed), tape.blockLength)),
  act: (host, tape) => host.writeFixed(blocks, fixedData(tape, blocks, seed)),
});

const cut = (data: Buffer, blockLength: number): Buffer[] =>
  blockLength === 0
    ? []
    : Array.from({ length: data.length / blockLength }, (_, i) => data.subarray(i * blockLength, (i + 1) * blockLength));

const writeMarks = (mark: 'filemark' | 'setmark', marks: number, immediate: boolean): Move => ({
  words: `WRITE ${marks} ${mark}s${immediate ? ' IMMED' : ''}`,
  expected: (tape) => tape.writeMarks(mark, marks, immediate),
  act: (host) => host.execute([0x10, (mark === 'setmark' ? 2 : 0) | (immediate ? 1 : 0), 0, marks >> 8, marks & 0xff, 0]),
});

const writeFilemarksExplicitly = (marks: number, immediate: boolean, at: Aim): Move => ({
  words: `WRITE FILEMARKS(16) ${marks}${immediate ? ' IMMED' : ''} at ${JSON.stringify(at)}`,
  expected: (tape) => tape.writeMarks('filemark', marks, immediate, aimed(tape, at)),
  act: (host, tape) => host.explicit(0x80, sequenceBits(at) | (immediate ? 1 : 0), { ...aimed(tape, at), length: marks }),
});

const read = (length: number, sili: boolean): Move => ({
  words: `READ ${length} bytes${sili ? ' SILI' : ''}`,
  expected: (tape) => tape.read(length, sili),
  act: (host) => host.read(length, { sili }),
});

const readExplicitly = (length: number, sili: boolean, at: Aim): Move => ({
  words: `READ(16) ${length} bytes${sili ? ' SILI' : ''} at ${JSON.stringify(at)}`,
  expected: (tape) => tape.read(length, sili, aimed(tape, at)),
  act: (host, tape) => host.explicit(0x88, sili ? SILI : 0, { ...aimed(tape, at), length }, { room: length }),
});

const readReverse = (length: number, sili: boolean, turned: boolean): Move => ({
  words: `READ REVERSE ${length} bytes${sili ? ' SILI' : ''}${turned ? ' turned round' : ''}`,
  expected: (tape) => tape.readReverse(length, sili, turned),
  act: (host) => host.execute([0x0f, (sili ? SILI : 0) | (turned ? 0 : BYTORD), 0, length >> 8, length & 0xff, 0], { room: length }),
});

const readReverseExplicitly = (length: number, at: Aim): Move => ({
  words: `READ REVERSE(16) ${length} bytes at ${JSON.stringify(at)}`,
  expected: (tape) => tape.readReverse(length, true, false, aimed(tape, at)),
  act: (host, tape) => host.explicit(0x81, SILI | BYTORD, { ...aimed(tape, at), length }, { room: length }),
});

const readBlocks = (blocks: number): Move => ({
  words: `READ ${blocks} blocks`,
  expected: (tape) => tape.readFixed(blocks),
  act: (host, tape) => host.readFixed(blocks, tape.blockLength),
});

const readBlocksReverse = (blocks: number): Move => ({
  words: `READ REVERSE ${blocks} blocks`,
  expected: (tape) => tape.readReverseFixed(blocks),
  act: (host, tape) => host.execute([0x0f, FIXED | BYTORD, 0, 0, blocks, 0], { room: blocks * tape.blockLength }),
});

const space = (over: Over, n: number, short: boolean): Move => ({
  words: `SPACE${short ? '' : '(16)'} ${n} ${over}`,
  expected: (tape) => tape.space(over, n, short),
  act: (host) => (short ? host.space(codes[over], n) : host.execute([0x91, codes[over], 0, 0, ...int64(n), 0, 0, 0, 0])),
});

const spaceToEndOfData = (short: boolean): Move => ({
  words: `SPACE${short ? '' : '(16)'} to end of data`,
  expected: (tape) => tape.toEndOfData(short),
  act: (host) => (short ? host.space(3) : host.execute([0x91, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
});

/** To a place within or just behind the data, whatever there is of them. */
const locate = (somewhere: number, partition: number): Move => {
  const target = (tape: PlainTape): number => somewhere % (tape.partitions[partition]!.length + 3);
  return {
    words: `LOCATE ${somewhere} in partition ${partition}`,
    expected: (tape) => tape.locate(target(tape), partition),
    act: (host, tape) => host.execute([0x2b, 0x02, 0, 0, 0, target(tape) >> 8, target(tape) & 0xff, 0, partition, 0]),
  };
};

const locateBehind = (mark: 'filemark' | 'setmark', marks: number): Move => ({
  words: `LOCATE(16) to ${mark === 'filemark' ? 'file' : 'set'} ${marks}`,
  expected: (tape) => tape.locateBehind(mark, marks),
  act: (host) => host.execute([0x92, mark === 'filemark' ? 0x08 : 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, marks, 0, 0, 0, 0]),
});

const rewind: Move = { words: 'REWIND', expected: (tape) => tape.rewind(), act: (host) => host.rewind() };

const erase = (long: boolean): Move => ({
  words: `ERASE${long ? ' LONG' : ''}`,
  expected: (tape) => tape.erase(),
  act: (host) => host.erase({ long }),
});

const eraseExplicitly = (at: Aim): Move => ({
  words: `ERASE(16) at ${JSON.stringify(at)}`,
  expected: (tape) => tape.erase(aimed(tape, at)),
  act: (host, tape) => host.explicit(0x93, sequenceBits(at), aimed(tape, at)),
});

const modeSelect = (blockLength: number, buffered: boolean): Move => ({
  words: `MODE SELECT block length ${blockLength}, ${buffered ? 'buffered' : 'written through'}`,
  expected: (tape) => tape.modeSelect(blockLength, buffered),
  act: (host) => host.modeSelect({ blockLength, bufferedMode: buffered ? 1 : 0 }),
});

const report = (what: { setmarks: boolean; earlyWarning: boolean }): Move => ({
  words: `MODE SELECT RSMK=${what.setmarks} REW=${what.earlyWarning}`,
  expected: (tape) => tape.report(what),
  act: (host) => selectReports(host, what),
});

const selectReports = (host: Host, what: { setmarks: boolean; earlyWarning: boolean }): Promise<Ended> =>
  host.changePage(0x10, (page) => {
    page[8] = (page[8]! & ~0x21) | (what.setmarks ? 0x20 : 0) | (what.earlyWarning ? 0x01 : 0);
  });

/** The tape goes on in another drive, and the host takes it to where it was. */
const elsewhere: Step = {
  check: () => true,
  toString: () => 'in another drive',
  run: async (tape, bench) => {
    await bench.put(await bench.takeOut());
    const { host } = bench;
    await host.modeSelect({ blockLength: tape.blockLength, bufferedMode: tape.buffered ? 1 : 0 });
    await selectReports(host, { setmarks: tape.reportSetmarks, earlyWarning: tape.reportEarlyWarning });
    await host.execute([0x2b, 0x02, 0, 0, 0, tape.position >> 8, tape.position & 0xff, 0, tape.partition, 0]);
    tape.elsewhere();
  },
};

const aWrite = fc.tuple(someLength, seed).map(([length, seed]) => write(length, seed));
const aSmallWrite = fc.tuple(fc.constantFrom(1, 100), seed).map(([length, seed]) => write(length, seed));
const aMark = fc.constantFrom('filemark', 'filemark', 'setmark');
const someMarks = fc
  .tuple(aMark, fc.oneof({ weight: 6, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(600) }), fc.boolean())
  .map(([mark, marks, immediate]) => writeMarks(mark, marks, immediate));
const over = fc.constantFrom('blocks', 'blocks', 'filemarks', 'filemarks', 'sequential filemarks', 'setmarks', 'sequential setmarks');
const aSpace = fc.tuple(over, count, fc.boolean()).map(([what, n, short]) => space(what, n, short));
const aPlace = fc.tuple(fc.nat(1000), fc.constantFrom(0, 0, 1)).map(([object, partition]) => locate(object, partition));
const toEndOfData = fc.boolean().map(spaceToEndOfData);
const explicit = fc.oneof(
  fc.tuple(someLength, seed, aim).map(([length, seed, at]) => writeExplicitly(length, seed, at)),
  fc.tuple(fc.nat(3), fc.boolean(), aim).map(([marks, immediate, at]) => writeFilemarksExplicitly(marks, immediate, at)),
  fc.tuple(someLength, fc.boolean(), aim).map(([length, sili, at]) => readExplicitly(length, sili, at)),
  fc.tuple(someLength, aim).map(([length, at]) => readReverseExplicitly(length, at)),
  aim.map(eraseExplicitly),
);

const steps: fc.Arbitrary<Step>[] = [
  aWrite.map((move) => step(move)),
  fc.tuple(fc.nat(12), seed).map(([blocks, seed]) => step(writeBlocks(blocks, seed))),
  someMarks.map((move) => step(move)),
  // Something to move about in: a tape that is rewound and written again and again never grows long.
  fc
    .tuple(fc.boolean(), fc.array(fc.oneof(aSmallWrite, aSmallWrite, someMarks), { minLength: 3, maxLength: 8 }))
    .map(([short, moves]) => step(spaceToEndOfData(short), ...moves)),
  fc.tuple(someLength, fc.boolean()).map(([length, sili]) => step(read(length, sili))),
  fc.nat(12).map((blocks) => step(readBlocks(blocks))),
  fc.tuple(someLength, fc.boolean(), fc.boolean()).map(([length, sili, turned]) => step(readReverse(length, sili, turned))),
  fc.nat(12).map((blocks) => step(readBlocksReverse(blocks))),
  fc.tuple(aPlace, fc.array(aSpace, { minLength: 1, maxLength: 4 })).map(([place, moves]) => step(place, ...moves)),
  aSpace.map((move) => step(move)),
  toEndOfData.map((move) => step(move)),
  aPlace.map((move) => step(move)),
  fc.tuple(fc.constantFrom('filemark', 'setmark'), fc.nat(5)).map(([mark, marks]) => step(locateBehind(mark, marks))),
  fc.constant(step(rewind)),
  fc.tuple(aPlace, fc.boolean()).map(([place, long]) => step(place, erase(long))),
  fc.array(explicit, { minLength: 1, maxLength: 5 }).map((moves) => step(rewind, ...moves)),
  fc
    .tuple(fc.constantFrom(0, 0, 1, 100, 500, 1000), fc.constantFrom(true, true, false))
    .map(([blockLength, buffered]) => step(modeSelect(blockLength, buffered))),
  fc.record({ setmarks: fc.boolean(), earlyWarning: fc.constantFrom(false, false, true) }).map((what) => step(report(what))),
  fc.constant(elsewhere),
];

const fixedData = (tape: PlainTape, blocks: number, seed: number): Buffer => pattern(blocks * Math.max(1, tape.blockLength), seed);

/** What a host finds when it reads the partitions from their beginning, object by object. */
async function contents(host: Host): Promise<PlainObject[][]> {
  const found: PlainObject[][] = [];
  await host.rewind();
  await host.modeSelect({ blockLength: 0 });
  await selectReports(host, { setmarks: true, earlyWarning: false });
  for (let partition = 0; partition < partitions; partition++) {
    await host.execute([0x2b, 0x02, 0, 0, 0, 0, 0, 0, partition, 0]);
    const objects: PlainObject[] = [];
    for (;;) {
      const { sense, data } = await host.read(20_000, { sili: true });
      if (sense?.key === 8) break;
      objects.push(sense?.code === '00/03' ? 'setmark' : sense?.filemark === true ? 'filemark' : data);
    }
    found.push(objects);
  }
  return found;
}

interface Holding {
  readonly make: () => Promise<{ volume: Volume; reopen?: (volume: Volume) => Promise<Volume> }>;
  readonly writeOnce?: boolean;
  readonly numRuns: number;
}

async function holds({ make, writeOnce = false, numRuns }: Holding): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyBuffers, fc.commands(steps, { maxCommands: 40, size: '+1' }), async (buffers, commands) => {
      const { volume, reopen } = await make();
      const bench = new Bench(buffers, reopen);
      await bench.put(volume);
      const tape = new PlainTape({ capacity, earlyWarning, partitions, writeOnce });
      let last: Volume | undefined;
      try {
        await fc.asyncModelRun(() => ({ model: tape, real: bench }), commands);
        expect(await contents(bench.host)).toEqual(tape.partitions);
        await bench.put(await bench.takeOut());
        expect(await contents(bench.host)).toEqual(tape.partitions);
      } finally {
        last = await bench.takeOut();
        await last.close();
      }
    }),
    { numRuns },
  );
}

describe('a drive does to its tape what the standard does to an array', () => {
  it('on a volume in memory', async () => {
    await holds({ make: async () => ({ volume: await createMemoryVolume(specification) }), numRuns: 120 });
  });

  it('on a volume that is written once', async () => {
    const make = async () => ({ volume: await createMemoryVolume({ ...specification, writeOnce: true }) });
    await holds({ make, writeOnce: true, numRuns: 60 });
  });

  it('on a volume in memory that takes its time', async () => {
    const make = async () => {
      const { volume, partition } = unreliable(await createMemoryVolume(specification));
      partition.obstacle = () => ({ until: new Promise((resolve) => setImmediate(resolve)) });
      return { volume };
    };
    await holds({ make, numRuns: 50 });
  });

  it('on a volume on disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapelab-drive-'));
    const room = new CartridgeRoom({ folder });
    let number = 0;
    const reopen = async (volume: Volume): Promise<Volume> => {
      await volume.close();
      return room.mount(volume.barcode);
    };
    try {
      const make = async () => {
        const barcode = `T${String(number++).padStart(5, '0')}L8`;
        await room.create({ barcode, ...specification });
        return { volume: await room.mount(barcode), reopen };
      };
      await holds({ make, numRuns: 25 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
