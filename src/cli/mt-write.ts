/**
 * `tapelab mt write FILE`: a file onto the tape from where it stands, and a filemark behind it, with which all of it is on the medium. Early warning is told and
 * written on behind, as there is room for a while; where the tape ends, it is told how much is on it, and that is a failure.
 */
import { formatSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import type { TapeDevice } from '../host/tape-device.ts';
import type { Wrote } from '../host/tape-transfer.ts';
import { isPiped, lengthOf, piecesOf } from './byte-stream.ts';
import type { Composition } from './composition.ts';
import { done, withTape } from './device-connection.ts';
import { deviceVerb } from './device-options.ts';
import { parseBlock } from './mt-read.ts';
import { longestBlock, placeInWords, positionOf } from './mt-words.ts';
import { Progress } from './progress.ts';
import { count } from './verb.ts';

/** What tar -b 128 writes. */
const usualBytes = 65_536;
/** In fixed-block mode, how much goes with one command. */
const perCommandBytes = 262_144;

export const mtWriteVerb = (composition: Composition) =>
  deviceVerb('write', 'copy a file onto the tape, and write a filemark behind it')
    .argument('<file>', 'what; - for the standard input')
    .option('--block <size>', 'how long blocks are, the last may be shorter (default: 64KiB, or what the drive is set to)', parseBlock)
    .action(async (file, { block }, command) => {
      const length = await lengthOf(file);
      await withTape({
        composition,
        command,
        work: async (tape) => {
          const layout = await layoutFor(tape, { file, length, block });
          const progress = new Progress(composition, 'written', length);
          try {
            const written = await writeAll(tape, { composition, file, progress, ...layout });
            const position = await positionOf(tape);
            const text = `Written from ${isPiped(file) ? 'the standard input' : file}: ${formatSize(written.bytes)}, ${count(written.blocks, 'block')}, and a filemark. The tape is ${placeInWords(position)}.`;
            return { value: { file, ...written, position }, text };
          } finally {
            progress.end();
          }
        },
      });
    });

interface BlockLayout {
  /** Bytes of each command's data. */
  readonly pieceBytes: number;
  /** 0: each piece is a block. */
  readonly blockLength: number;
}

/** @throws UserError when the file cannot be written in such blocks */
async function layoutFor(
  tape: TapeDevice,
  { file, length, block }: { file: string; length: number | undefined; block: number | undefined },
): Promise<BlockLayout> {
  const { blockLength } = await done(tape.mode());
  if (blockLength === 0) {
    const maximumBytes = await longestBlock(tape);
    const pieceBytes = block ?? Math.min(usualBytes, maximumBytes);
    if (pieceBytes > maximumBytes)
      throw new UserError('block-too-long', `The drive writes no block of ${formatSize(pieceBytes)}.`, {
        hint: `its longest has ${formatSize(maximumBytes)}.`,
      });
    return { pieceBytes, blockLength: 0 };
  }
  if (block !== undefined && block !== blockLength)
    throw new UserError('block-length-differs', `The drive is set to blocks of ${formatSize(blockLength)}.`, {
      hint: `leave --block out, or have it write blocks of any length first: 'tapelab mt setblk 0'.`,
    });
  if (length !== undefined && length % blockLength !== 0) throw notWhole(file, blockLength);
  return { pieceBytes: Math.max(1, Math.floor(perCommandBytes / blockLength)) * blockLength, blockLength };
}

const notWhole = (file: string, blockLength: number): UserError =>
  new UserError(
    'block-incomplete',
    `${isPiped(file) ? 'What was piped in' : file} is not made of whole blocks of ${formatSize(blockLength)}, which the drive is set to.`,
    {
      hint: "'tapelab mt setblk 0' lets it write blocks of any length.",
    },
  );

interface Writing extends BlockLayout {
  readonly composition: Composition;
  readonly file: string;
  readonly progress: Progress;
}

interface AllWritten {
  bytes: number;
  blocks: number;
  /** Bytes after which early warning came. */
  earlyWarningAt: number | undefined;
}

async function writeAll(tape: TapeDevice, { composition, file, progress, pieceBytes, blockLength }: Writing): Promise<AllWritten> {
  const all: AllWritten = { bytes: 0, blocks: 0, earlyWarningAt: undefined };
  const heed = (end: Wrote['end']): void => {
    if (end !== 'early-warning' || all.earlyWarningAt !== undefined) return;
    all.earlyWarningAt = all.bytes;
    composition.complain(`Note: the end of the tape is near: early warning came after ${formatSize(all.bytes)}.`);
  };
  try {
    for await (const piece of piecesOf(file, pieceBytes)) {
      if (blockLength !== 0 && piece.length % blockLength !== 0) throw notWhole(file, blockLength);
      // Early warning may come before all of a piece is taken; nothing taken behind it is the end.
      for (let rest = piece; rest.length > 0; ) {
        const { written, end } = await done(tape.write(rest, blockLength));
        rest = rest.subarray(written);
        all.bytes += written;
        all.blocks += blockLength === 0 ? (written > 0 ? 1 : 0) : written / blockLength;
        if (end === 'full' || (written === 0 && all.earlyWarningAt !== undefined)) throw await full(tape, file, all);
        heed(end);
      }
      progress.at(all.bytes);
    }
    const { end } = await done(tape.writeFilemarks(1));
    if (end === 'full') throw await full(tape, file, all);
    heed(end);
    return all;
  } catch (error) {
    throw told(error, all);
  }
}

/** What the drive had taken before a failure is not closed, and whether it is on the tape nobody has said. */
function told(error: unknown, { bytes, blocks }: AllWritten): unknown {
  if (!(error instanceof UserError) || error.code === tapeFull || blocks === 0) return error;
  const before = `The drive had taken ${count(blocks, 'block')} (${formatSize(bytes)}) before, and no filemark is behind them.`;
  return new UserError(error.code, `${error.message} ${before}`, { hint: error.hint, exitCode: error.exitCode, cause: error });
}

const tapeFull = 'tape-full';

/** What there is room for is closed with a filemark where that still fits, and brought onto the medium in any case. */
async function full(tape: TapeDevice, file: string, { bytes, blocks }: AllWritten): Promise<UserError> {
  const { end } = await done(tape.writeFilemarks(1));
  if (end === 'full') await done(tape.writeFilemarks(0));
  const what = isPiped(file) ? 'what was piped in' : file;
  return new UserError(
    tapeFull,
    `The tape is full: of ${what}, ${formatSize(bytes)} (${count(blocks, 'block')}) are on it, ${end === 'full' ? 'and no filemark' : 'and a filemark'}.`,
    {
      hint: 'go on with another cartridge, or use a larger one.',
    },
  );
}
