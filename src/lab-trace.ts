/**
 * What a lab remembers of what happened: the chronicle in words, and the recent traffic. Programs subscribe and look back here; the control channel
 * follows it and has it saved.
 *
 *     const { last } = lab.trace;
 *     …
 *     console.log(lab.trace.after(last).map(({ text }) => text));
 */
import type { ActionInput, ActionOutput, TraceActions } from './control/actions.ts';
import type { Clock } from './foundation/clock.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { UserError } from './foundation/user-error.ts';
import type { Chronicle } from './trace/chronicle.ts';
import type { TraceEntry } from './trace/entry.ts';
import { passedPdus } from './trace/passed-pdus.ts';
import { sparseFile } from './trace/pcap.ts';
import { pduInWords } from './trace/pdu-words.ts';
import type { Recollection, Remembered } from './trace/recollection.ts';
import { saveTraffic } from './trace/save.ts';

export interface LabTraceOptions {
  readonly chronicle: Chronicle;
  readonly recollection: Recollection;
  readonly clock: Clock;
  /** The words for a CDB that was sent to a LUN of a target. */
  readonly describeCdb: (target: string, lun: bigint, cdb: Uint8Array) => string;
  readonly devices: () => readonly string[];
  readonly targetOf: (device: string) => string | undefined;
}

/** Where one looks for the last PDUs. */
const RECENT_RECORDS = 2_000;

type Tail = ActionInput<'trace.tail'>;
type Told = ActionOutput<'trace.tail'>;

export class LabTrace {
  readonly #options: LabTraceOptions;
  /** Those who wait for something to happen. */
  readonly #waiting = new Set<() => void>();

  constructor(options: LabTraceOptions) {
    this.#options = options;
  }

  /** The number of the last entry; 0: there is none. */
  get last(): number {
    return this.#options.chronicle.last;
  }

  /** The entries after the one of this number, oldest first; of more than `limit` the last ones. */
  after(number: number, limit?: number): readonly TraceEntry[] {
    return this.#options.chronicle.after(number, limit);
  }

  /** The result ends it. */
  subscribe(listener: (entry: TraceEntry) => void): () => void {
    return this.#options.chronicle.subscribe(listener);
  }

  /** Writes the recent traffic into a capture file, `.pcapng` or `.pcap`. @throws UserError */
  async save(file: string): Promise<{ readonly file: string; readonly bytes: number; readonly packets: number }> {
    const { chronicle, recollection, clock } = this.#options;
    const format = /\.pcap(ng)?$/.exec(file)?.[0];
    if (format === undefined)
      throw new UserError('capture-format-unknown', `The name ${file} does not tell which kind of capture is meant.`, {
        hint: 'let it end in .pcapng, or in .pcap for a file without comments.',
      });
    const sink = sparseFile(file);
    const entries = chronicle.after(0);
    const packets = await saveTraffic({ recollection, entries, format: format === '.pcap' ? 'pcap' : 'pcapng', sink, clock });
    return { file, bytes: sink.bytes, packets };
  }

  get actions(): TraceActions {
    return {
      'trace.tail': (tail, unwanted) => this.#tail(tail, unwanted),
      'trace.save': ({ file }) => this.save(file),
    };
  }

  /** Nobody waits any more. */
  hurry(): void {
    for (const wake of this.#waiting) wake();
  }

  async #tail({ after, afterPdu, limit, waitMs = 0, ...what }: Tail, unwanted?: AbortSignal): Promise<Told> {
    const { recollection, clock } = this.#options;
    const { device } = what;
    const devices = this.#options.devices();
    if (device !== undefined && !devices.includes(device))
      throw new UserError('device-unknown', `There is no drive or library '${device}'.`, { hint: didYouMean(device, devices) });
    const most = limit ?? (after === undefined ? 20 : 10_000);
    const recently = Math.max(0, recollection.count - (after === undefined ? RECENT_RECORDS : 0));
    let told = this.#told({ ...what, after: after ?? 0, afterPdu: afterPdu ?? recently, limit: most });
    const until = clock.elapsed() + waitMs;
    for (let more = waitMs > 0; more && told.entries.length === 0 && unwanted?.aborted !== true; ) {
      more = await this.#somethingHappens(until - clock.elapsed(), what.pdus === true, unwanted);
      told = this.#told({ ...what, after: told.last, afterPdu: told.lastPdu ?? 0, limit: most });
    }
    return told;
  }

  /** False: the time is over, the lab closes, or nobody wants to know any more. */
  #somethingHappens(withinMs: number, pdus: boolean, unwanted: AbortSignal | undefined): Promise<boolean> {
    const { chronicle, recollection, clock } = this.#options;
    return new Promise((resolve) => {
      const done = (more: boolean): void => {
        for (const end of ends) end();
        this.#waiting.delete(give);
        unwanted?.removeEventListener('abort', give);
        resolve(more);
      };
      const give = (): void => done(false);
      const ends = [clock.schedule(Math.max(0, withinMs), give), chronicle.subscribe(() => done(true))];
      if (pdus) ends.push(recollection.onNext(() => done(true)));
      this.#waiting.add(give);
      unwanted?.addEventListener('abort', give);
    });
  }

  #told(asked: Omit<Tail, 'waitMs'> & { readonly after: number; readonly afterPdu: number; readonly limit: number }): Told {
    const { chronicle, recollection } = this.#options;
    const { after, afterPdu, limit, device } = asked;
    const { last } = chronicle;
    const lastPdu = recollection.count;
    const entries = chronicle.after(after).filter((entry) => device === undefined || entry.device === device);
    if (asked.pdus !== true) return { last, entries: entries.slice(-limit) };
    const all = [...entries, ...this.#pdus(afterPdu, asked)].sort((a, b) => a.elapsedMs - b.elapsedMs);
    return { last, lastPdu, entries: all.slice(-limit) };
  }

  /** As entries, each with the number of the last one before it. */
  #pdus(from: number, { device, bytes }: Pick<Tail, 'device' | 'bytes'>): Told['entries'] {
    const { chronicle, recollection, clock, targetOf } = this.#options;
    const target = device === undefined ? undefined : targetOf(device);
    const epochMs = clock.now() - clock.elapsed();
    return passedPdus(recollection, from)
      .filter(({ connection }) => target === undefined || connection.targetName === target)
      .map(({ connection, from: side, elapsedMs, header, data }) => {
        const words = pduInWords(header, data, (lun, cdb) => this.#options.describeCdb(connection.targetName ?? '', lun, cdb));
        return {
          number: chronicle.last,
          at: epochMs + elapsedMs,
          elapsedMs,
          kind: 'pdu',
          event: `pdu.${side === 'initiator' ? 'received' : 'sent'}`,
          text: `${side === 'initiator' ? '→' : '←'} ${connection.number} ${words}`,
          ...about(connection),
          ...(bytes === true && { bytes: Buffer.concat([header, ...data]).toString('hex') }),
        };
      });
  }
}

const about = ({ targetName, initiatorName }: Remembered) => ({
  ...(targetName !== undefined && { target: targetName }),
  ...(initiatorName !== undefined && { initiator: initiatorName }),
});
