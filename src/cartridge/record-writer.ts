/**
 * Lays appended runs out as they go into the file: a list of pieces for one `writev`. Block data is passed on as the views it came in; what
 * stands between two blocks' data (padding, length, next length, marks) is one small piece.
 *
 * Blocks below `smallRecordBytes` are copied into one piece instead: from there down a copy costs less than two vectors a record.
 */
import { crc32c } from '../foundation/crc32c.ts';
import { invariant } from '../foundation/invariant.ts';
import { encodeEnvelope, envelopeLength } from './envelope.ts';
import { blockWord, recordSpan, setmarkWord, wordBytes, writeWord } from './simh.ts';
import type { RecordRun } from './volume.ts';

/** Measured for 1 MiB on Node 20 and ext4: at 1 KiB a copy is a third faster, at 2 KiB a third slower. */
const smallRecordBytes = 1536;

export interface LaidOut {
  readonly pieces: readonly Uint8Array[];
  /** All pieces together. */
  readonly spanBytes: number;
  /** The CRC32C of each block, its envelope included, in order; none if they were not asked for. */
  readonly checksums: Uint32Array;
}

/** So much at least is laid out in one go. */
const sliceBytes = 128 * 1024;

/** The runs in groups of some length, to be laid out one after the other. */
export function slicesOf(runs: readonly RecordRun[]): readonly (readonly RecordRun[])[] {
  const slices: RecordRun[][] = [];
  let bytes = sliceBytes;
  for (const run of runs) {
    if (bytes >= sliceBytes) {
      slices.push([]);
      bytes = 0;
    }
    slices.at(-1)!.push(run);
    bytes += run.data.length;
  }
  return slices;
}

/** What was laid out in slices. */
export function joined(slices: readonly LaidOut[]): LaidOut {
  if (slices.length === 1) return slices[0]!;
  const checksums = new Uint32Array(slices.reduce((sum, one) => sum + one.checksums.length, 0));
  let at = 0;
  for (const one of slices) {
    checksums.set(one.checksums, at);
    at += one.checksums.length;
  }
  return { pieces: slices.flatMap(({ pieces }) => pieces), spanBytes: slices.reduce((sum, one) => sum + one.spanBytes, 0), checksums };
}

export function layOut(runs: readonly RecordRun[], withChecksums: boolean): LaidOut {
  let blocks = 0;
  let dataBytes = 0;
  let spanBytes = 0;
  for (const run of runs) {
    spanBytes += run.count * spanOfOne(run);
    if (run.kind !== 'block') continue;
    blocks += run.count;
    dataBytes += run.data.length + envelopeLength(run.envelope);
  }
  const checksums = new Uint32Array(withChecksums ? blocks : 0);
  const sheet = dataBytes < blocks * smallRecordBytes ? new CopyingSheet(spanBytes) : new GatheringSheet(spanBytes - dataBytes);
  let block = 0;
  for (const run of runs) {
    if (run.kind === 'filemark') {
      sheet.blank(run.count * wordBytes);
      continue;
    }
    if (run.kind === 'setmark') {
      for (let mark = 0; mark < run.count; mark++) sheet.word(setmarkWord);
      continue;
    }
    const { envelope } = run;
    invariant(envelope === undefined || run.count === 1, "an envelope is one block's");
    const enveloped = envelope === undefined ? undefined : encodeEnvelope(envelope);
    const storedLength = run.recordLength + (enveloped?.length ?? 0);
    const word = blockWord(storedLength, enveloped !== undefined);
    const { pieces } = run.data;
    let piece = 0;
    let offset = 0;
    for (let record = 0; record < run.count; record++) {
      let checksum = 0;
      sheet.word(word);
      if (enveloped !== undefined) {
        if (withChecksums) checksum = crc32c(enveloped);
        sheet.data(enveloped);
      }
      for (let wanted = run.recordLength; wanted > 0; ) {
        const whole = pieces[piece]!;
        const take = Math.min(wanted, whole.length - offset);
        const view = take === whole.length ? whole : whole.subarray(offset, offset + take);
        if (withChecksums) checksum = crc32c(view, checksum);
        sheet.data(view);
        wanted -= take;
        offset += take;
        if (offset === whole.length) {
          piece++;
          offset = 0;
        }
      }
      if ((storedLength & 1) === 1) sheet.blank(1);
      sheet.word(word);
      if (withChecksums) checksums[block++] = checksum;
    }
  }
  return { pieces: sheet.finish(), spanBytes, checksums };
}

/** What one object of the run takes of the file. */
const spanOfOne = ({ kind, recordLength, envelope }: RecordRun): number =>
  kind === 'block' ? recordSpan(recordLength + envelopeLength(envelope)) : wordBytes;

/** The whole records among the first `bytes` of what was laid out. */
export function wholeRuns(runs: readonly RecordRun[], bytes: number): RecordRun[] {
  const whole: RecordRun[] = [];
  let left = bytes;
  for (const run of runs) {
    const span = spanOfOne(run);
    const count = Math.min(run.count, Math.floor(left / span));
    if (count > 0) whole.push({ ...run, count });
    if (count < run.count) break;
    left -= count * span;
  }
  return whole;
}

/** Something on which records are laid out from left to right. */
interface Sheet {
  word(value: number): void;
  data(view: Uint8Array): void;
  /** `length` bytes of zeros. */
  blank(length: number): void;
  finish(): readonly Uint8Array[];
}

const unfilled = (length: number): Uint8Array => new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);

class CopyingSheet implements Sheet {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(spanBytes: number) {
    this.#bytes = unfilled(spanBytes);
  }

  word(value: number): void {
    writeWord(this.#bytes, this.#at, value);
    this.#at += wordBytes;
  }

  data(view: Uint8Array): void {
    this.#bytes.set(view, this.#at);
    this.#at += view.length;
  }

  blank(length: number): void {
    this.#bytes.fill(0, this.#at, this.#at + length);
    this.#at += length;
  }

  finish(): readonly Uint8Array[] {
    return [this.#bytes];
  }
}

class GatheringSheet implements Sheet {
  readonly #pieces: Uint8Array[] = [];
  /** Everything that is not data; `#from` to `#at` has not become a piece yet. */
  readonly #between: Uint8Array;
  #from = 0;
  #at = 0;

  constructor(betweenBytes: number) {
    this.#between = Buffer.allocUnsafe(betweenBytes).fill(0);
  }

  word(value: number): void {
    writeWord(this.#between, this.#at, value);
    this.#at += wordBytes;
  }

  data(view: Uint8Array): void {
    this.#gather();
    this.#pieces.push(view);
  }

  blank(length: number): void {
    this.#at += length;
  }

  finish(): readonly Uint8Array[] {
    this.#gather();
    return this.#pieces;
  }

  #gather(): void {
    if (this.#from < this.#at) this.#pieces.push(this.#between.subarray(this.#from, this.#at));
    this.#from = this.#at;
  }
}
