/**
 * The drive against a plain array: random WRITE, WRITE FILEMARKS, SPACE, LOCATE, READ, REWIND, ERASE and MODE SELECT, fixed and variable,
 * buffered and written through, on a volume small enough for early warning and overflow to happen all the time. After each command status, sense, data
 * and position must be the array's.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import type { Volume } from '../../../src/cartridge/volume.ts';
import { driveWithTape, type Ended, type Host, pattern } from '../../unit/tape/host.ts';
import { unreliable } from '../../unit/tape/unreliable-volume.ts';
import { type PlainObject, PlainTape, type Seen } from './plain-tape.ts';

const capacityBytes = 6000;
const earlyWarningBytes = 1500;

type Step = fc.AsyncCommand<PlainTape, Host>;

/** A command as its words, what the array makes of it, and what the drive does. */
interface Move {
  readonly words: string;
  readonly expected: (tape: PlainTape) => Seen;
  readonly act: (host: Host, tape: PlainTape) => Promise<Ended>;
}

const step = (...moves: readonly Move[]): Step => ({
  check: () => true,
  toString: () => moves.map(({ words }) => words).join(', '),
  run: async (tape, host) => {
    for (const each of moves) await compare(each, tape, host);
  },
});

async function compare({ words, expected, act }: Move, tape: PlainTape, host: Host): Promise<void> {
  const ended = await act(host, tape);
  expect(asSeen(ended), words).toEqual(expected(tape));
  const position = await host.position();
  expect(position, `position after ${words}`).toMatchObject({
    first: tape.position,
    last: tape.position - position.objectsInBuffer,
    beginningOfPartition: tape.position === 0,
    endOfPartition: tape.pastEarlyWarning,
    flags: 0,
  });
  const { data } = await host.execute([0x34, 0x06, 0, 0, 0, 0, 0, 0, 0, 0], { room: 32 });
  expect(Number(data.readBigUInt64BE(16)), `file number after ${words}`).toBe(tape.filemarksBefore);
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
const movements = { blocks: 0, filemarks: 1, 'sequential filemarks': 2 } as const;

const write = (length: number, seed: number): Move => ({
  words: `WRITE ${length} bytes`,
  expected: (tape) => tape.write(pattern(length, seed)),
  act: (host) => host.write(pattern(length, seed)),
});

const writeBlocks = (blocks: number, seed: number): Move => ({
  words: `WRITE ${blocks} blocks`,
  expected: (tape) => {
    const { blockLength } = tape;
    const data = fixedData(tape, blocks, seed);
    return tape.writeFixed(Array.from({ length: blocks }, (_, i) => data.subarray(i * blockLength, (i + 1) * blockLength)));
  },
  act: (host, tape) => host.writeFixed(blocks, fixedData(tape, blocks, seed)),
});

const writeFilemarks = (marks: number, immediate: boolean): Move => ({
  words: `WRITE ${marks} FILEMARKS${immediate ? ' IMMED' : ''}`,
  expected: (tape) => tape.writeFilemarks(marks, immediate),
  act: (host) => host.writeFilemarks(marks, { immediate }),
});

const read = (length: number, sili: boolean): Move => ({
  words: `READ ${length} bytes${sili ? ' SILI' : ''}`,
  expected: (tape) => tape.read(length, sili),
  act: (host) => host.read(length, { sili }),
});

const readBlocks = (blocks: number): Move => ({
  words: `READ ${blocks} blocks`,
  expected: (tape) => tape.readFixed(blocks),
  act: (host, tape) => host.readFixed(blocks, tape.blockLength),
});

const space = (code: keyof typeof movements, n: number): Move => ({
  words: `SPACE ${n} ${code}`,
  expected: (tape) => tape.space(code, n),
  act: (host) => host.space(movements[code], n),
});

const spaceToEndOfData: Move = {
  words: 'SPACE to end of data',
  expected: (tape) => tape.toEndOfData(),
  act: (host) => host.space(3),
};

/** To a place within or just behind the data, whatever there is of them. */
const locate = (somewhere: number): Move => {
  const target = (tape: PlainTape): number => somewhere % (tape.objects.length + 3);
  return { words: `LOCATE ${somewhere}`, expected: (tape) => tape.locate(target(tape)), act: (host, tape) => host.locate(target(tape)) };
};

const rewind: Move = { words: 'REWIND', expected: (tape) => tape.rewind(), act: (host) => host.rewind() };

const erase = (long: boolean): Move => ({
  words: `ERASE${long ? ' LONG' : ''}`,
  expected: (tape) => tape.erase(),
  act: (host) => host.erase({ long }),
});

const modeSelect = (blockLength: number, buffered: boolean): Move => ({
  words: `MODE SELECT block length ${blockLength}, ${buffered ? 'buffered' : 'written through'}`,
  expected: (tape) => tape.modeSelect(blockLength, buffered),
  act: (host) => host.modeSelect({ blockLength, bufferedMode: buffered ? 1 : 0 }),
});

const aWrite = fc.tuple(someLength, seed).map(([length, seed]) => write(length, seed));
const aSmallWrite = fc.tuple(fc.constantFrom(1, 100), seed).map(([length, seed]) => write(length, seed));
const someFilemarks = fc
  .tuple(fc.oneof({ weight: 6, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(600) }), fc.boolean())
  .map(([marks, immediate]) => writeFilemarks(marks, immediate));
const aSpace = fc.tuple(fc.constantFrom('blocks', 'filemarks', 'sequential filemarks'), count).map(([code, n]) => space(code, n));
const aPlace = fc.nat(1000).map(locate);

const steps: fc.Arbitrary<Step>[] = [
  aWrite.map((move) => step(move)),
  fc.tuple(fc.nat(12), seed).map(([blocks, seed]) => step(writeBlocks(blocks, seed))),
  someFilemarks.map((move) => step(move)),
  // Something to move about in: a tape that is rewound and written again and again never grows long.
  fc
    .array(fc.oneof(aSmallWrite, aSmallWrite, someFilemarks), { minLength: 3, maxLength: 8 })
    .map((moves) => step(spaceToEndOfData, ...moves)),
  fc.tuple(someLength, fc.boolean()).map(([length, sili]) => step(read(length, sili))),
  fc.nat(12).map((blocks) => step(readBlocks(blocks))),
  fc.tuple(aPlace, fc.array(aSpace, { minLength: 1, maxLength: 4 })).map(([place, moves]) => step(place, ...moves)),
  aSpace.map((move) => step(move)),
  fc.constant(step(spaceToEndOfData)),
  aPlace.map((move) => step(move)),
  fc.constant(step(rewind)),
  fc.tuple(aPlace, fc.boolean()).map(([place, long]) => step(place, erase(long))),
  fc
    .tuple(fc.constantFrom(0, 0, 1, 100, 500, 1000), fc.constantFrom(true, true, false))
    .map(([blockLength, buffered]) => step(modeSelect(blockLength, buffered))),
];

const fixedData = (tape: PlainTape, blocks: number, seed: number): Buffer => pattern(blocks * Math.max(1, tape.blockLength), seed);

/** What a host finds when it reads the tape from its beginning, object by object. */
async function contents(host: Host): Promise<PlainObject[]> {
  await host.rewind();
  const objects: PlainObject[] = [];
  for (;;) {
    const { sense, data } = await host.read(20_000, { sili: true });
    if (sense?.key === 8) return objects;
    objects.push(sense?.filemark === true ? 'filemark' : data);
  }
}

/** `reopen` gives the volume as another drive would find it later. */
async function holds(make: () => Promise<{ volume: Volume; reopen?: () => Promise<Volume> }>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: '+1' }), async (commands) => {
      const { volume, reopen } = await make();
      // A window of a few objects, so that reading ahead meets every turn a host takes.
      const { host, drive } = await driveWithTape({ volume, model: { readAheadBytes: 300 } });
      const tape = new PlainTape(capacityBytes, earlyWarningBytes);
      try {
        await fc.asyncModelRun(() => ({ model: tape, real: host }), commands);
        await host.modeSelect({ blockLength: 0 });
        expect(await contents(host)).toEqual(tape.objects);
      } finally {
        await (await drive.eject())?.close();
      }
      if (reopen === undefined) return;
      const later = await driveWithTape({ volume: await reopen() });
      expect(await contents(later.host)).toEqual(tape.objects);
      await (await later.drive.eject())?.close();
    }),
    { numRuns },
  );
}

describe('a drive does to its tape what the standard does to an array', () => {
  it('on a volume in memory', async () => {
    await holds(async () => ({ volume: await createMemoryVolume({ capacityBytes, earlyWarningBytes }) }), 200);
  });

  it('on a volume in memory that takes its time', async () => {
    await holds(async () => {
      const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes, earlyWarningBytes }));
      partition.obstacle = () => ({ until: new Promise((resolve) => setImmediate(resolve)) });
      return { volume };
    }, 100);
  });

  it('on a volume on disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapelab-drive-'));
    const room = new CartridgeRoom({ folder });
    let number = 0;
    try {
      await holds(async () => {
        const barcode = `T${String(number++).padStart(5, '0')}L8`;
        await room.create({ barcode, capacityBytes, earlyWarningBytes });
        return { volume: await room.mount(barcode), reopen: () => room.mount(barcode) };
      }, 40);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
