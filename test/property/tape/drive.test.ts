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
function step(words: string, expected: (tape: PlainTape) => Seen, act: (host: Host, tape: PlainTape) => Promise<Ended>): Step {
  return {
    check: () => true,
    toString: () => words,
    run: async (tape, host) => {
      const ended = await act(host, tape);
      const seen = expected(tape);
      expect(asSeen(ended), words).toEqual(seen);
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
    },
  };
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
const count = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: -40, max: 40 }) },
);
const movements = { blocks: 0, filemarks: 1, 'sequential filemarks': 2 } as const;

const steps: fc.Arbitrary<Step>[] = [
  fc.tuple(fc.oneof(blockLengths, fc.integer({ min: 0, max: 1500 })), fc.nat(255)).map(([length, seed]) =>
    step(
      `WRITE ${length} bytes`,
      (tape) => tape.write(pattern(length, seed)),
      (host) => host.write(pattern(length, seed)),
    ),
  ),
  fc.tuple(fc.integer({ min: 0, max: 12 }), fc.nat(255)).map(([blocks, seed]) =>
    step(
      `WRITE ${blocks} blocks`,
      (tape) =>
        tape.writeFixed(
          Array.from({ length: blocks }, (_, i) =>
            fixedData(tape, blocks, seed).subarray(i * tape.blockLength, (i + 1) * tape.blockLength),
          ),
        ),
      (host, tape) => host.writeFixed(blocks, fixedData(tape, blocks, seed)),
    ),
  ),
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()).map(([marks, immediate]) =>
    step(
      `WRITE ${marks} FILEMARKS${immediate ? ' IMMED' : ''}`,
      (tape) => tape.writeFilemarks(marks, immediate),
      (host) => host.writeFilemarks(marks, { immediate }),
    ),
  ),
  fc.tuple(fc.oneof(blockLengths, fc.integer({ min: 0, max: 1500 })), fc.boolean()).map(([length, sili]) =>
    step(
      `READ ${length} bytes${sili ? ' SILI' : ''}`,
      (tape) => tape.read(length, sili),
      (host) => host.read(length, { sili }),
    ),
  ),
  fc.integer({ min: 0, max: 12 }).map((blocks) =>
    step(
      `READ ${blocks} blocks`,
      (tape) => tape.readFixed(blocks),
      (host, tape) => host.readFixed(blocks, tape.blockLength),
    ),
  ),
  fc.tuple(fc.constantFrom('blocks', 'filemarks', 'sequential filemarks'), count).map(([code, n]) =>
    step(
      `SPACE ${n} ${code}`,
      (tape) => tape.space(code, n),
      (host) => host.space(movements[code], n),
    ),
  ),
  fc.constant(
    step(
      'SPACE to end of data',
      (tape) => tape.toEndOfData(),
      (host) => host.space(3),
    ),
  ),
  fc.integer({ min: 0, max: 30 }).map((position) =>
    step(
      `LOCATE ${position}`,
      (tape) => tape.locate(position),
      (host) => host.locate(position),
    ),
  ),
  fc.constant(
    step(
      'REWIND',
      (tape) => tape.rewind(),
      (host) => host.rewind(),
    ),
  ),
  fc.boolean().map((long) =>
    step(
      'ERASE',
      (tape) => tape.erase(),
      (host) => host.erase({ long }),
    ),
  ),
  fc.tuple(fc.constantFrom(0, 0, 1, 100, 500, 1000), fc.constantFrom(true, true, false)).map(([blockLength, buffered]) =>
    step(
      `MODE SELECT block length ${blockLength}, ${buffered ? 'buffered' : 'written through'}`,
      (tape) => tape.modeSelect(blockLength, buffered),
      (host) => host.modeSelect({ blockLength, bufferedMode: buffered ? 1 : 0 }),
    ),
  ),
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
      const { host, drive } = await driveWithTape({ volume });
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
    await holds(async () => ({ volume: await createMemoryVolume({ capacityBytes, earlyWarningBytes }) }), 300);
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
