/**
 * What a long tape costs: positioning among ten million blocks with a filemark after each hundred, beside the same among a thousand; opening such a
 * cartridge in a process of its own, in order and after `kill -9` in the middle of writing; and making its index anew from the tape file, beside what `cat`
 * takes to read that file (both from the page cache). The short form has a tenth of the blocks, and makes no index anew.
 */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { partitionFiles } from '../src/cartridge/cartridge-file.ts';
import { cartridgesName } from '../src/cartridge/cartridge-room.ts';
import { Dice } from '../src/foundation/dice.ts';
import { runOrThrow } from '../test/hosts/command.ts';
import { TapelabServer } from '../test/hosts/tapelab.ts';
import { type BenchHome, makeHome, openTape, type Tape } from './bench-home.ts';
import type { Extent, Figure, Measurement } from './figure.ts';
import { median } from './median.ts';
import type { Opening } from './open-cartridge.ts';
import { alternate, medianRatio } from './pairs.ts';
import { writeTape } from './write-tape.ts';

const blocksInFile = 100;
const tiny = { blockBytes: 16, blocksInFile } as const;
const thousand = { blocks: 1000, ...tiny };
/** In one sample. */
const commands = 200;
const program = fileURLToPath(new URL('open-cartridge.ts', import.meta.url));

export const growth: Measurement = {
  title: 'Growth',
  async *measure(extent, folder): AsyncGenerator<Figure> {
    const millions = extent.form === 'whole' ? 10 : 1;
    const long = { blocks: millions * 1e6, ...tiny };
    const home = await makeHome(join(folder, 'growth'), { drives: 2 });
    await writeTape(home.room, home.barcodes[0]!, thousand);
    await writeTape(home.room, home.barcodes[1]!, long);
    yield* positioning(home, long, extent);
    yield await opening(home, 1, `of ${millions} million blocks`, extent);
    yield await openingAfterKill(home, 1, `of ${millions} million blocks`, extent);
    const lengths = await makeHome(join(folder, 'lengths'));
    await writeTape(lengths.room, lengths.barcodes[0]!, { blocks: long.blocks / 10, blockBytes: 'mixed', blocksInFile });
    yield await opening(lengths, 0, `of ${millions / 10} million blocks, each of another length than its neighbours`, extent);
    if (extent.form === 'short') return;
    const large = await makeHome(join(folder, 'large'));
    await writeTape(large.room, large.barcodes[0]!, { blocks: 8192, blockBytes: 256 * 1024, blocksInFile });
    yield await rebuilding(large, 0, 'of 2 GiB in blocks of 256 KiB', extent);
    yield await rebuilding(home, 1, `of ${millions} million blocks of 16 bytes`, extent);
  },
};

/** One movement, and how many seconds the host waited for it. */
type Move = (tape: Tape, shape: Shape, dice: Dice) => Promise<number>;
interface Shape {
  readonly blocks: number;
  readonly files: number;
}

const moves: Readonly<Record<string, Move>> = {
  LOCATE: ({ device }, { blocks, files }, dice) => timed(() => device.locate(below(dice, blocks + files))),
  'SPACE over filemarks': async ({ device }, { files }, dice) => {
    worked(await device.rewind());
    return timed(() => device.space('filemarks', 1 + below(dice, files)));
  },
  'READ POSITION': ({ device }) => timed(() => device.position()),
};

async function* positioning(home: BenchHome, long: { readonly blocks: number }, { pairs }: Extent): AsyncGenerator<Figure> {
  const server = await TapelabServer.start({ home: home.path });
  try {
    const shapes = [thousand, long].map(({ blocks }): Shape => ({ blocks, files: blocks / blocksInFile }));
    const tapes = [await openTape(server.port, home.targets[0]!), await openTape(server.port, home.targets[1]!)] as const;
    const [short, tall] = [
      { tape: tapes[0], shape: shapes[0]! },
      { tape: tapes[1], shape: shapes[1]! },
    ];
    const dice = new Dice('growth');
    for (const [name, move] of Object.entries(moves)) {
      const sample = async ({ tape, shape }: typeof short): Promise<number> => {
        const seconds: number[] = [];
        for (let count = 0; count < commands; count++) seconds.push(await move(tape, shape, dice));
        return median(seconds) * 1e6;
      };
      const [thousandth, millionth] = await alternate(pairs, [() => sample(short), () => sample(tall)]);
      yield {
        name: `${name} among ${long.blocks / 1e6} million blocks`,
        against: 'among a thousand',
        unit: '×',
        value: medianRatio(millionth!, thousandth!),
        parts: { million: median(millionth!), thousand: median(thousandth!) },
        partsUnit: 'µs',
        goal: { bound: 'at most', value: 2, short: 3 },
      };
    }
    for (const { session } of tapes) await session.logOut();
  } finally {
    await server.stop();
  }
}

/** How long opening takes, in a process that has opened nothing before. */
const openIn = async (home: BenchHome, drive: number): Promise<Opening> => {
  const args = ['--import', 'tsx', program, join(home.path, cartridgesName), home.barcodes[drive]!];
  return JSON.parse(await runOrThrow(process.execPath, args, { timeoutMs: 600_000 })) as Opening;
};

async function opening(home: BenchHome, drive: number, which: string, { pairs }: Extent): Promise<Figure> {
  const openings: Opening[] = [];
  for (let run = 0; run < pairs; run++) openings.push(await openIn(home, drive));
  return openingFigure(`opening a tape ${which}`, openings);
}

async function openingAfterKill(home: BenchHome, drive: number, which: string, { pairs }: Extent): Promise<Figure> {
  const dice = new Dice('kill');
  const openings: Opening[] = [];
  for (let run = 0; run < pairs; run++) {
    await killWhileWriting(home, drive, below(dice, 100));
    openings.push(await openIn(home, drive));
  }
  return openingFigure(`the same after kill -9 in the middle of writing, ${which}`, openings);
}

function openingFigure(name: string, openings: readonly Opening[]): Figure {
  const of = (figure: keyof Opening): number => median(openings.map((each) => each[figure]));
  const megabytes = { 'index read': of('indexBytesRead') / 1e6, 'tape read': of('tapeBytesRead') / 1e6, cut: of('bytesCut') / 1e6 };
  return {
    name,
    unit: 's',
    value: of('seconds'),
    parts: { ...megabytes, resident: of('residentBytes') / 1e6 },
    partsUnit: 'MB',
    goal: { bound: 'at most', value: 1 },
  };
}

/** Writes behind the end of data, a filemark first that brings everything before it to the disk, and ends the program by its process id. */
async function killWhileWriting({ path, targets }: BenchHome, drive: number, blocks: number): Promise<void> {
  const server = await TapelabServer.start({ home: path });
  const { device, session } = await openTape(server.port, targets[drive]!);
  worked(await device.spaceToEndOfData());
  worked(await device.writeFilemarks(1));
  const block = new Uint8Array(256 * 1024).fill(0x5a);
  for (let written = 0; written < blocks; written++) worked(await device.write(block));
  const last = device.write(block);
  await server.stop('SIGKILL');
  await last;
  session.drop();
}

/** Makes the index anew, in a process of its own: `cat` and that by turns. */
async function rebuilding(home: BenchHome, drive: number, which: string, { pairs }: Extent): Promise<Figure> {
  const { tapPath, journalPath } = partitionFiles(join(home.path, cartridgesName, home.barcodes[drive]!), 0);
  const megabytes = (await stat(tapPath)).size / 1e6;
  const rebuild = async (): Promise<number> => {
    await rm(journalPath);
    const { seconds } = await openIn(home, drive);
    return megabytes / seconds;
  };
  const cat = async (): Promise<number> => megabytes / (await timed(() => runOrThrow('sh', ['-c', 'cat "$0" > /dev/null', tapPath])));
  const [fromCat, rebuilt] = await alternate(pairs, [cat, rebuild]);
  return {
    name: `making the index anew of a tape ${which}`,
    against: 'cat',
    unit: '×',
    value: medianRatio(rebuilt!, fromCat!),
    parts: { tapelab: median(rebuilt!), cat: median(fromCat!) },
    partsUnit: 'MB/s',
  };
}

const below = (dice: Dice, end: number): number => Math.floor(dice.next() * end);

/** Seconds that it took; what a tape did must have worked. */
async function timed(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  worked(await action());
  return (performance.now() - began) / 1000;
}

function worked(result: unknown): void {
  const { failure } = (typeof result === 'object' ? result : {}) as { failure?: { command: string; problem: string } };
  if (failure !== undefined) throw new Error(`${failure.command}: ${failure.problem}`);
}
