/**
 * A request of a class driver on its way to the port: sent, read by the class's table, and sent again as often as that says (MAXIMUM_RETRIES). And the
 * sequences of them that I/O control codes are made of: a minidriver gives them as data, one step after the other.
 */
import { type Clock, pause } from '../../../foundation/clock.ts';
import type { PhysicalDevice, ScsiRequestBlock, SrbResult } from '../physical-device.ts';
import type { SystemLog } from '../system-log.ts';
import type { WindowsVersion } from '../version.ts';
import { type ErrorTable, interpret, loggedErrors } from './interpretation.ts';
import { isSuccess, NtStatus } from './nt-status.ts';
import { readSense } from './sense.ts';

/** MAXIMUM_RETRIES. */
const RETRIES = 4;

export interface DriverContext {
  readonly device: PhysicalDevice;
  /** The minidriver, as the source of entries in the System log. */
  readonly minidriver: string;
  readonly errors: ErrorTable;
  readonly version: WindowsVersion;
  readonly clock: Clock;
  readonly log: SystemLog;
}

export interface Completed {
  readonly status: NtStatus;
  readonly result: SrbResult;
}

export async function sendRequest(context: DriverContext, request: ScsiRequestBlock): Promise<Completed> {
  const { device, minidriver, errors, version, clock, log } = context;
  for (let attempt = 0; ; attempt++) {
    const result = await device.execute(request);
    const { status, retryAfterMs, event } = interpret(result, request, errors);
    if (version.rescansAtChanges === true && hasChanged(result)) device.invalidateBusRelations();
    if (event !== undefined) log.write({ source: minidriver, id: event, text: loggedErrors[event] });
    if (retryAfterMs === undefined || attempt === RETRIES) return { status, result };
    await pause(clock, retryAfterMs);
  }
}

/** UNIT ATTENTION, TARGET OPERATING CONDITIONS HAVE CHANGED and all that share its code: the inventory of logical units is one of them (SPC-5 annex F). */
function hasChanged({ sense }: SrbResult): boolean {
  const read = readSense(sense);
  return read?.key === 0x06 && read.asc === 0x3f;
}

/** One command of a sequence. `R`: the names of what its answers are kept as. */
export interface Step<R extends string> {
  readonly cdb: Uint8Array;
  /** Room for data-in, which need not be what the CDB says. */
  readonly read?: number;
  /** Data-out, perhaps made of what was read before; `undefined`: the step is left out. */
  readonly write?: Uint8Array | ((done: Performed<R>) => Uint8Array | undefined);
  readonly timeoutSeconds?: number;
  /** What its status and its data are kept as. */
  readonly as?: R;
  /** What it may end with without ending the sequence; otherwise only success. */
  readonly tolerates?: 'anything' | readonly NtStatus[];
  /** Left out unless this holds. */
  readonly onlyIf?: (done: Performed<R>) => boolean;
}

/** What a sequence has come to. */
export class Performed<R extends string> {
  /** That of the step that ended it, or success. */
  status: NtStatus = NtStatus.success;
  readonly #kept = new Map<R, Completed>();

  keep(as: R, completed: Completed): void {
    this.#kept.set(as, completed);
  }

  statusOf(as: R): NtStatus | undefined {
    return this.#kept.get(as)?.status;
  }

  /** Its data; undefined unless the step went well and brought at least so many bytes. */
  data(as: R, atLeast = 1): Uint8Array | undefined {
    const kept = this.#kept.get(as);
    return kept !== undefined && isSuccess(kept.status) && kept.result.data.length >= atLeast ? kept.result.data : undefined;
  }
}

/** Sends the steps one after the other, until one fails that may not. `defaultSeconds`, `furtherSeconds`: of every step's timeout. */
export async function perform<R extends string>(
  context: DriverContext,
  steps: readonly Step<R>[],
  timeout: { readonly defaultSeconds: number; readonly furtherSeconds?: number },
): Promise<Performed<R>> {
  const done = new Performed<R>();
  for (const { cdb, read, write, timeoutSeconds = timeout.defaultSeconds, as, tolerates = [], onlyIf } of steps) {
    if (onlyIf !== undefined && !onlyIf(done)) continue;
    const dataOut = typeof write === 'function' ? write(done) : write;
    if (write !== undefined && dataOut === undefined) continue;
    const completed = await sendRequest(context, {
      cdb,
      timeoutMs: (timeoutSeconds + (timeout.furtherSeconds ?? 0)) * 1000,
      ...(read !== undefined && { read }),
      ...(dataOut !== undefined && { write: dataOut }),
    });
    if (as !== undefined) done.keep(as, completed);
    const { status } = completed;
    if (isSuccess(status) || tolerates === 'anything' || tolerates.includes(status)) continue;
    done.status = status;
    break;
  }
  return done;
}

/** A CDB as it is commonly printed: `1A 08 10 00 14 00`. */
export const hex = (digits: string): Uint8Array => Uint8Array.from(digits.split(' '), (byte) => Number.parseInt(byte, 16));
