/**
 * A host that works a drive as hard as it can: some commands always under way, drawn by lot, nothing waited for but room among them. It writes
 * blocks of any length, many in one command or one, with filemarks between them; rewinds, goes back and writes over, looks at what is there.
 */
import * as cdb from '../conformance/cdb.ts';
import { Initiator } from '../conformance/initiator.ts';
import type { Completion } from '../conformance/task.ts';
import type { Dice } from '../fuzz/dice.ts';
import { type BlockStock, longestBlock, nameOf } from './block-stock.ts';
import type { ObjectName, TapeRecord } from './tape-record.ts';

/** Beyond this the tape is written over from its first half. */
const ampleObjects = 800;
const mostUnderWay = 8;
const offers = { MaxRecvDataSegmentLength: '262144', MaxBurstLength: '1048576', FirstBurstLength: '262144' };
const filemark = 'filemark';

export interface WorkingHostOptions {
  readonly port: number;
  readonly targetName: string;
  readonly tape: TapeRecord;
  readonly stock: BlockStock;
  readonly dice: Dice;
  /** Called for each answer while it works. */
  readonly answered: (synchronising: boolean) => void;
  /** Whether the target has been killed, so that no answer is a good one. */
  readonly killed: () => boolean;
}

interface Work {
  readonly weight: number;
  readonly send: () => void;
}

export class WorkingHost {
  readonly #initiator: Initiator;
  readonly #options: WorkingHostOptions;
  readonly #underWay: Promise<void>[] = [];
  #blockLength = 0;
  #bufferedMode = 1;
  #lost = false;
  #problem: string | undefined;

  static async logIn(options: WorkingHostOptions): Promise<WorkingHost> {
    const initiator = await Initiator.logIn({ host: '127.0.0.1', port: options.port }, { targetName: options.targetName, offers });
    while ((await initiator.command(cdb.testUnitReady())).sense?.key === 6);
    return new WorkingHost(initiator, options);
  }

  private constructor(initiator: Initiator, options: WorkingHostOptions) {
    this.#initiator = initiator;
    this.#options = options;
  }

  /** The tape from its beginning to its end, which the drive has to agree with in its positions. @throws Error where it does not */
  async readAll(): Promise<readonly ObjectName[]> {
    const found: ObjectName[] = [];
    expectPlace(await this.#place(), { object: 0, filemarks: 0 }, 'after power on');
    const read = (): Promise<Completion> => this.#initiator.command(cdb.read6(longestBlock, { sili: true }), { read: longestBlock });
    const underWay = Array.from({ length: mostUnderWay }, read);
    for (let atEnd = false; underWay.length > 0; ) {
      const { status, sense, data } = await underWay.shift()!;
      if (status === 0) found.push(nameOf(data));
      else if (sense?.filemark === true) found.push(filemark);
      else if (sense?.key === 8) atEnd = true;
      else throw new Error(`object ${found.length} cannot be read: ${JSON.stringify(sense)}`);
      if (!atEnd) underWay.push(read());
    }
    const end = { object: found.length, filemarks: found.filter((name) => name === filemark).length };
    expectPlace(await this.#place(), end, 'when everything is read');
    await this.#good(cdb.locate10(found.length >> 1));
    await this.#good(cdb.space(cdb.spaceBy.endOfData, 0));
    expectPlace(await this.#place(), end, 'at end of data');
    await this.#good(cdb.rewind());
    return found;
  }

  /** Works until the connection is lost; what went wrong before that, if anything. */
  async work(): Promise<string | undefined> {
    const { dice } = this.#options;
    const depth = dice.between(1, mostUnderWay);
    this.#selectMode(dice.of([512, 2048, 65_536]), dice.chance(0.15) ? 0 : 1);
    const works: readonly Work[] = [
      { weight: 40, send: () => this.#writeBlock(dice.of([1, 80, dice.between(1, 4096), dice.between(1, 65_536), 65_536, longestBlock])) },
      { weight: 30, send: () => this.#writeBlocks(dice.between(1, Math.min(128, longestBlock / this.#blockLength))) },
      { weight: 4, send: () => this.#writeFilemarks(dice.below(3), false) },
      { weight: 4, send: () => this.#writeFilemarks(dice.between(1, 3), this.#bufferedMode !== 0) },
      { weight: 2, send: () => this.#goBack() },
      { weight: 2, send: () => this.#look() },
      { weight: 1, send: () => this.#rewindAndReturn() },
      { weight: 1, send: () => this.#selectMode(this.#blockLength, dice.chance(0.2) ? 0 : 1) },
    ];
    this.#toEndOfData();
    while (!this.#lost && this.#problem === undefined) {
      if (this.#options.tape.length > ampleObjects) this.#locate(dice.below(ampleObjects / 2));
      dice.weighted(works).send();
      while (this.#underWay.length >= depth) await this.#underWay.shift();
    }
    await Promise.all(this.#underWay);
    return this.#problem;
  }

  hangUp(): void {
    this.#initiator.connection.reset();
  }

  #writeBlock(length: number): void {
    const { data, names } = this.#options.stock.take(length);
    this.#send(cdb.write6(length), { number: this.#options.tape.write(names), write: data, synchronises: this.#bufferedMode === 0 });
  }

  #writeBlocks(count: number): void {
    const { data, names } = this.#options.stock.take(this.#blockLength, count);
    const number = this.#options.tape.write(names);
    this.#send(cdb.write6(count, { fixed: true }), { number, write: data, synchronises: this.#bufferedMode === 0 });
  }

  #writeFilemarks(count: number, immediate: boolean): void {
    const number = this.#options.tape.write(new Array<ObjectName>(count).fill(filemark));
    this.#send(cdb.writeFilemarks(count, { immediate }), { number, synchronises: !immediate });
  }

  /** Back some way, mostly a short one; what is written there cuts off what was behind it. */
  #goBack(): void {
    const { dice, tape } = this.#options;
    this.#locate(dice.chance(0.7) ? Math.max(0, tape.length - dice.below(20)) : dice.below(tape.length + 1));
  }

  #look(): void {
    const { dice, tape } = this.#options;
    const object = dice.below(tape.length + 1);
    const expected = tape.at(object);
    if (expected === undefined || expected === filemark) return;
    this.#locate(object);
    const number = tape.move(object + 1);
    this.#send(cdb.read6(longestBlock, { sili: true }), { number, read: longestBlock, expected, synchronises: true });
    this.#toEndOfData();
  }

  #rewindAndReturn(): void {
    this.#send(cdb.rewind(), { number: this.#options.tape.move(0), synchronises: true });
    this.#toEndOfData();
  }

  #toEndOfData(): void {
    const { tape } = this.#options;
    this.#send(cdb.space(cdb.spaceBy.endOfData, 0), { number: tape.move(tape.length), synchronises: true });
  }

  #locate(object: number): void {
    this.#send(cdb.locate10(object), { number: this.#options.tape.move(object), synchronises: true });
  }

  /** MODE SELECT(6) with a block descriptor: block length and BUFFERED MODE (SPC-4 §7.5.4, SSC-4 §8.3). */
  #selectMode(blockLength: number, bufferedMode: number): void {
    const { tape } = this.#options;
    const list = Uint8Array.of(0, 0, bufferedMode << 4, 8, 0, 0, 0, 0, 0, blockLength >> 16, (blockLength >> 8) & 0xff, blockLength & 0xff);
    this.#blockLength = blockLength;
    this.#bufferedMode = bufferedMode;
    this.#send(cdb.modeSelect6(list.length), { number: tape.move(tape.position), write: list, synchronises: true });
  }

  #send(
    bytes: Uint8Array,
    command: { number: number; synchronises: boolean; write?: Uint8Array; read?: number; expected?: ObjectName },
  ): void {
    const { number, synchronises, write, read, expected } = command;
    const answer = this.#initiator.command(bytes, { ...(write && { write }), ...(read !== undefined && { read }) });
    this.#underWay.push(
      answer.then((completion) => this.#answered(bytes, completion, { number, synchronises, expected }), this.#unanswered),
    );
  }

  #answered(
    bytes: Uint8Array,
    { status, sense, data }: Completion,
    { number, synchronises, expected }: { number: number; synchronises: boolean; expected: ObjectName | undefined },
  ): void {
    const { tape, answered } = this.#options;
    if (status !== 0) this.#problem ??= `${Buffer.from(bytes).toString('hex')} ended with status ${status}, ${JSON.stringify(sense)}`;
    else if (expected !== undefined && nameOf(data) !== expected) this.#problem ??= `${nameOf(data)} was read instead of ${expected}`;
    else if (synchronises) tape.synchronised(number);
    answered(synchronises);
  }

  readonly #unanswered = (error: unknown): void => {
    const { violation } = this.#initiator.connection;
    this.#lost = true;
    if (violation !== undefined || !this.#options.killed()) this.#problem ??= (violation ?? (error as Error)).message;
  };

  /** By READ POSITION's long form (SSC-4 §7.7.4). */
  async #place(): Promise<Place> {
    const { data } = await this.#initiator.command(cdb.readPosition({ long: true }), { read: 32 });
    const view = Buffer.from(data);
    return { object: Number(view.readBigUInt64BE(8)), filemarks: Number(view.readBigUInt64BE(16)) };
  }

  async #good(bytes: Uint8Array): Promise<void> {
    const { status, sense } = await this.#initiator.command(bytes);
    if (status !== 0) throw new Error(`${Buffer.from(bytes).toString('hex')} ended with status ${status}, ${JSON.stringify(sense)}`);
  }
}

interface Place {
  readonly object: number;
  readonly filemarks: number;
}

function expectPlace(place: Place, expected: Place, when: string): void {
  if (place.object === expected.object && place.filemarks === expected.filemarks) return;
  throw new Error(`READ POSITION tells of ${JSON.stringify(place)} ${when}, and it is ${JSON.stringify(expected)}`);
}
