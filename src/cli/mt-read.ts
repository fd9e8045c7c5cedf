/**
 * `tapelab mt read FILE`: what is on the tape up to the next filemark, or to the end of the data. In fixed-block mode as many blocks at once as fit; else a block
 * at a time, and one that is longer than was thought is read again with the room that it needs.
 */
import { formatSize, parseSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import type { TapeDevice } from '../host/tape-device.ts';
import { MOST_PER_COMMAND, type Read } from '../host/tape-transfer.ts';
import { ByteSink, isPiped } from './byte-stream.ts';
import type { Composition } from './composition.ts';
import { done, withTape } from './device-connection.ts';
import { deviceVerb } from './device-options.ts';
import { problemOf } from './device-problems.ts';
import { longestBlock, placeInWords, positionOf } from './mt-words.ts';
import { Progress } from './progress.ts';
import { type Answer, count } from './verb.ts';

/** Where nobody says how long blocks are. */
const usualBytes = 262_144;

export const mtReadVerb = (composition: Composition) =>
  deviceVerb('read', 'copy what is on the tape into a file, up to the next filemark')
    .argument('<file>', 'where to; - for the standard output')
    .option('--block <size>', 'how long blocks are thought to be at most (default: 256KiB)', parseBlock)
    .option('--overwrite', 'replace the file if there is one')
    .action((file, { block = usualBytes, overwrite = false }, command) => {
      // What is said must not get among the data.
      const said = isPiped(file) ? { ...composition, say: composition.complain } : composition;
      return withTape({
        composition: said,
        command,
        work: async (tape) => {
          const { blockLength } = await done(tape.mode());
          const room = blockLength === 0 ? Math.min(block, await longestBlock(tape)) : block;
          const sink = await ByteSink.into(file, { overwrite });
          const progress = new Progress(composition, 'read');
          const copied: Copied = { bytes: 0, blocks: 0, shortest: Number.POSITIVE_INFINITY, longest: 0 };
          try {
            const stoppedBy = await copy(tape, { block: room, blockLength, sink, progress, copied });
            await sink.end();
            return report(file, copied, stoppedBy, placeInWords(await positionOf(tape)));
          } catch (error) {
            await sink.abandon();
            throw told(error, file, copied);
          } finally {
            progress.end();
          }
        },
      });
    });

/** @throws UserError when no block can be as long */
export function parseBlock(text: string): number {
  const bytes = parseSize(text);
  if (bytes >= 1 && bytes <= MOST_PER_COMMAND) return bytes;
  throw new UserError('usage', `No block is ${text} long.`, { hint: 'a block has 1B to 16777215B.', exitCode: 2 });
}

interface Copied {
  bytes: number;
  blocks: number;
  shortest: number;
  longest: number;
}

interface Copying {
  readonly block: number;
  /** 0: blocks of any length. */
  readonly blockLength: number;
  readonly sink: ByteSink;
  readonly progress: Progress;
  readonly copied: Copied;
}

type Stop = NonNullable<Read['stoppedBy']>;

async function copy(tape: TapeDevice, { block, blockLength, sink, progress, copied }: Copying): Promise<Stop> {
  let room = block;
  for (;;) {
    const { value, failure } = await tape.read(room, blockLength);
    const data = value === undefined ? failure.blocksBefore : value.data;
    if (data !== undefined && data.length > 0) {
      await sink.write(data.pieces);
      const blocks = blockLength === 0 ? 1 : data.length / blockLength;
      copied.bytes += data.length;
      copied.blocks += blocks;
      copied.shortest = Math.min(copied.shortest, data.length / blocks);
      copied.longest = Math.max(copied.longest, data.length / blocks);
      progress.at(copied.bytes);
    }
    if (failure !== undefined) throw problemOf(failure);
    const { stoppedBy, wrongLength } = value;
    if (wrongLength !== undefined) {
      if (blockLength !== 0) throw unequal(blockLength);
      if (wrongLength > MOST_PER_COMMAND)
        throw new UserError('block-too-long', `The next block has ${wrongLength} bytes, more than a command can read.`);
      const { stoppedBy: strayed } = await done(tape.space('blocks', -1));
      if (strayed !== undefined)
        throw new UserError('block-lost', 'The tape cannot be brought back to the block that was longer than thought.');
      room = wrongLength;
      continue;
    }
    if (stoppedBy === 'end-of-data' && copied.blocks === 0)
      throw new UserError('end-of-data', 'Nothing is recorded from here on.', { hint: "'tapelab mt rewind' goes to the beginning." });
    if (stoppedBy !== undefined) return stoppedBy;
  }
}

const unequal = (blockLength: number): UserError =>
  new UserError('block-length-differs', `The drive expects blocks of ${blockLength} bytes, and the next one has another length.`, {
    hint: "'tapelab mt setblk 0' lets it read blocks of any length.",
  });

const stops: Record<Stop, string> = {
  filemark: 'up to a filemark',
  setmark: 'up to a setmark',
  'end-of-data': 'up to the end of the data, without a filemark',
  'end-of-medium': 'up to the end of the tape, without a filemark',
};

function report(file: string, { bytes, blocks, shortest, longest }: Copied, stoppedBy: Stop, place: string): Answer {
  const lengths = shortest === longest ? formatSize(longest) : `${formatSize(shortest)} to ${formatSize(longest)}`;
  const size = blocks === 0 ? 'nothing' : `${formatSize(bytes)}, ${count(blocks, 'block')} of ${lengths}`;
  return {
    value: { file, bytes, blocks, shortestBlock: blocks === 0 ? 0 : shortest, longestBlock: longest, stoppedBy },
    text: `Read into ${isPiped(file) ? 'the standard output' : file}: ${size}, ${stops[stoppedBy]}. The tape is ${place}.`,
  };
}

/** What came before the failure is in the file. */
function told(error: unknown, file: string, { bytes, blocks }: Copied): unknown {
  if (!(error instanceof UserError) || blocks === 0 || isPiped(file)) return error;
  return new UserError(error.code, `${error.message} What came before, ${count(blocks, 'block')} (${formatSize(bytes)}), is in ${file}.`, {
    hint: error.hint,
    cause: error,
  });
}
