/**
 * A logical unit as a program on the host has it: commands one after the other, each with its patience, and what comes of them as values. Those that wait
 * for the unit (BUSY, TASK SET FULL, "becoming ready") are asked again; unit attentions are taken note of where a program begins (`attend`), and are a
 * failure anywhere else: whoever has lost the position of a tape must not go on writing.
 */
import type { ByteList } from '../foundation/byte-list.ts';
import { type Clock, pause } from '../foundation/clock.ts';
import { SenseKey } from '../scsi/sense.ts';
import { type ReadSense, readSense, senseInWords } from '../scsi/sense-reading.ts';
import { Status } from '../scsi/status.ts';
import type { NoAnswer, ScsiAnswer, ScsiPath, ScsiRequest, ScsiStatusAnswer } from './scsi.ts';

/** Why there is no value. */
export interface Failure {
  /** T10's name of the command. */
  readonly command: string;
  /** `malformed`: an answer, and none that the command could have. The others are those of `ScsiAnswer`. */
  readonly kind: ScsiStatusAnswer['kind'] | NoAnswer['kind'] | 'malformed';
  /** SAM-5 §5.3.1. */
  readonly status?: number;
  readonly sense?: ReadSense;
  /** In words: `not ready: no medium (02/3A/00)`. */
  readonly problem: string;
  /** Of READ with FIXED=1: the blocks that were read before the one that was not. */
  readonly blocksBefore?: ByteList;
}

/** What a call comes to: its value, or why there is none. */
export type Result<T> = { readonly value: T; readonly failure?: undefined } | Failed;
export interface Failed {
  readonly value?: undefined;
  readonly failure: Failure;
}

export const succeeded = <T>(value: T): Result<T> => ({ value });
export const failed = (failure: Failure): Failed => ({ failure });

export interface Command {
  /** T10's name of it. */
  readonly name: string;
  readonly cdb: Uint8Array;
  /** Room for data-in, in bytes. */
  readonly read?: number;
  readonly write?: Uint8Array;
  readonly timeoutMs: number;
}

/** What a command ended with. */
export interface Executed {
  readonly data: ByteList;
  /** Bytes that were expected and not transferred. */
  readonly residual: number;
  /** Of CHECK CONDITION; undefined: GOOD, or as good as that. */
  readonly sense: ReadSense | undefined;
}

/** How long a command may take that moves nothing. */
export const SHORT_COMMAND_MS = 60_000;

/** Between two attempts while the unit is busy, and for how long they go on. */
const BUSY_RETRY_MS = 500;
const BUSY_PATIENCE_MS = 30_000;
/** Between two questions whether it is ready by now, and how long a drive may take to thread a cartridge. */
const READY_POLL_MS = 500;
const BECOMING_READY_MS = 180_000;
/** No unit has more attentions in its queue for one host. */
const MOST_ATTENTIONS = 64;

export interface LogicalUnitOptions {
  readonly path: ScsiPath;
  readonly lun: number;
  readonly clock: Clock;
  /** No command gets longer than this, whatever it may need. */
  readonly patienceMs?: number | undefined;
}

/** How a unit is when a program comes to it. */
export interface Attended {
  /** Unit attentions, in the order in which they were told. */
  readonly attentions: readonly ReadSense[];
  /** Why it is not ready; undefined: it is. */
  readonly notReady: Failure | undefined;
}

export class LogicalUnit {
  readonly lun: number;
  readonly #path: ScsiPath;
  readonly #clock: Clock;
  readonly #patienceMs: number;

  constructor({ path, lun, clock, patienceMs = Number.POSITIVE_INFINITY }: LogicalUnitOptions) {
    this.lun = lun;
    this.#path = path;
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /**
   * The command's answer, be it CHECK CONDITION; a failure is that there is none, or another status. An error overcome that tells nothing else is as good as GOOD.
   */
  async attempt({ name, timeoutMs, ...request }: Command): Promise<Result<Executed>> {
    const answer = await this.#persevere({ ...request, lun: this.lun, timeoutMs: Math.min(timeoutMs, this.#patienceMs) });
    if (answer.kind !== 'status') return failed({ command: name, kind: answer.kind, problem: answer.problem });
    const { status, data, residual } = answer;
    if (status === Status.good || status === Status.conditionMet) return succeeded({ data, residual, sense: undefined });
    const sense = status === Status.checkCondition ? readSense(answer.sense) : undefined;
    if (sense !== undefined) return succeeded({ data, residual, sense: isRecovered(sense) && tellsNothingElse(sense) ? undefined : sense });
    return failed({ command: name, kind: 'status', status, problem: statusWords.get(status) ?? `status ${status}` });
  }

  /** The same where any CHECK CONDITION is a failure, but for those that tell of an error overcome. */
  async execute(command: Command): Promise<Result<ByteList>> {
    const { value, failure } = await this.attempt(command);
    if (failure !== undefined) return failed(failure);
    const { data, sense } = value;
    return sense === undefined || isRecovered(sense) ? succeeded(data) : refused(command, sense);
  }

  /** Takes note of unit attentions, and waits for a unit that says that it is becoming ready. */
  async attend(): Promise<Attended> {
    const attentions: ReadSense[] = [];
    const began = this.#clock.elapsed();
    for (;;) {
      const { failure } = await this.execute({ name: 'TEST UNIT READY', cdb: new Uint8Array(6), timeoutMs: SHORT_COMMAND_MS });
      const sense = failure?.sense;
      if (sense?.key === SenseKey.unitAttention && attentions.length < MOST_ATTENTIONS) attentions.push(sense);
      else if (sense !== undefined && isBecomingReady(sense) && this.#clock.elapsed() - began < this.#atMost(BECOMING_READY_MS))
        await pause(this.#clock, READY_POLL_MS);
      else return { attentions, notReady: failure };
    }
  }

  async #persevere(request: ScsiRequest): Promise<ScsiAnswer> {
    const began = this.#clock.elapsed();
    for (;;) {
      const answer = await this.#path.execute(request);
      const busy = answer.kind === 'status' && (answer.status === Status.busy || answer.status === Status.taskSetFull);
      if (!busy || this.#clock.elapsed() - began >= this.#atMost(BUSY_PATIENCE_MS)) return answer;
      await pause(this.#clock, BUSY_RETRY_MS);
    }
  }

  #atMost(ms: number): number {
    return Math.min(ms, this.#patienceMs);
  }
}

export const refused = ({ name }: Pick<Command, 'name'>, sense: ReadSense): Failed =>
  failed({ command: name, kind: 'status', status: Status.checkCondition, sense, problem: senseInWords(sense) });

/** An answer that the command could not have. */
export const malformed = ({ name }: Pick<Command, 'name'>, problem: string): Failed =>
  failed({ command: name, kind: 'malformed', problem });

/** The command was completed all the same (SPC-5, sense key descriptions). */
const isRecovered = ({ key, deferred }: ReadSense): boolean => key === SenseKey.recoveredError && !deferred;
const tellsNothingElse = ({ filemark, endOfMedium, incorrectLength }: ReadSense): boolean => !filemark && !endOfMedium && !incorrectLength;

const isBecomingReady = ({ key, asc, ascq }: ReadSense): boolean => key === SenseKey.notReady && asc === 0x04 && ascq === 0x01;

const statusWords: ReadonlyMap<number, string> = new Map([
  [Status.checkCondition, 'an error without sense data'],
  [Status.busy, 'it is busy'],
  [Status.reservationConflict, 'another host has reserved it'],
  [Status.taskSetFull, 'it has too many commands'],
  [Status.acaActive, 'an error of another command is not cleared'],
  [Status.taskAborted, 'another host has aborted the command'],
]);
