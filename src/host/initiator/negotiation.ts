/**
 * The operational keys of RFC 7143 §13 as one who offers sees them: what was offered and what the target answered make what holds. One row for each key;
 * with `Reject` or `Irrelevant` for an answer, or with none, the default holds (§6.2).
 */
import type { TextPair } from '../../wire/text.ts';

/** What one connection works by. Bytes, unless named otherwise. */
export interface OperationalParameters {
  readonly headerDigest: boolean;
  readonly dataDigest: boolean;
  readonly initialR2T: boolean;
  readonly immediateData: boolean;
  /** The longest data segment that the target takes. */
  readonly segmentToTarget: number;
  /** The longest that we take. */
  readonly segmentToUs: number;
  readonly maximumBurst: number;
  readonly firstBurst: number;
  readonly timeToWaitMs: number;
}

interface KeyRow {
  readonly default: string;
  /** What an offer and its answer come to; undefined: this is no answer to it. */
  settle(offered: string, answer: string): string | undefined;
}

const isNumber = (text: string): boolean => /^(0[xX][0-9a-fA-F]+|[0-9]+)$/.test(text);
const numerical =
  (choose: (a: number, b: number) => number) =>
  (offered: string, answer: string): string | undefined =>
    isNumber(answer) ? String(choose(Number(offered), Number(answer))) : undefined;
const boolean =
  (decisive: 'Yes' | 'No') =>
  (offered: string, answer: string): string | undefined => {
    if (answer !== 'Yes' && answer !== 'No') return undefined;
    return offered === decisive ? decisive : answer;
  };
const oneOf = (offered: string, answer: string): string | undefined => (offered.split(',').includes(answer) ? answer : undefined);

const least = numerical(Math.min);
const most = numerical(Math.max);
const either = boolean('Yes');
const both = boolean('No');

const rows: Readonly<Record<string, KeyRow>> = {
  HeaderDigest: { default: 'None', settle: oneOf },
  DataDigest: { default: 'None', settle: oneOf },
  MaxConnections: { default: '1', settle: least },
  InitialR2T: { default: 'Yes', settle: either },
  ImmediateData: { default: 'Yes', settle: both },
  MaxBurstLength: { default: '262144', settle: least },
  FirstBurstLength: { default: '65536', settle: least },
  DefaultTime2Wait: { default: '2', settle: most },
  DefaultTime2Retain: { default: '20', settle: least },
  MaxOutstandingR2T: { default: '1', settle: least },
  DataPDUInOrder: { default: 'Yes', settle: either },
  DataSequenceInOrder: { default: 'Yes', settle: either },
  ErrorRecoveryLevel: { default: '0', settle: least },
  TaskReporting: { default: 'RFC3720', settle: oneOf },
  iSCSIProtocolLevel: { default: '1', settle: least },
  IFMarker: { default: 'No', settle: both },
  OFMarker: { default: 'No', settle: both },
};

/** What the target states, and nobody answers. */
const declarations = new Set(['TargetName', 'TargetAlias', 'TargetAddress', 'TargetPortalGroupTag']);
const noValue = new Set(['Reject', 'Irrelevant', 'NotUnderstood']);

/** The least and the most that MaxRecvDataSegmentLength may be (§13.12). */
const segmentRange = [512, 2 ** 24 - 1] as const;
const DEFAULT_SEGMENT = 8192;

function settle(row: KeyRow, offered: string, answer: string): string | undefined {
  if (!noValue.has(answer)) return row.settle(offered, answer);
  return row.settle === oneOf ? oneOf(offered, row.default) : row.default;
}

export class Negotiation {
  readonly #offers: ReadonlyMap<string, string>;
  readonly #values = new Map<string, string>();

  constructor(offers: readonly TextPair[]) {
    this.#offers = new Map(offers);
  }

  /** Takes note of keys that the target sent; gives what it is to be answered, or the sentence that says what it may not say. */
  take(pairs: readonly TextPair[]): { readonly answers: readonly TextPair[] } | { readonly problem: string } {
    const answers: TextPair[] = [];
    for (const [key, value] of pairs) {
      const offered = this.#offers.get(key);
      const row = rows[key];
      if (declarations.has(key)) this.#values.set(key, value);
      else if (key === 'MaxRecvDataSegmentLength') {
        if (!noValue.has(value)) {
          const length = isNumber(value) ? Number(value) : 0;
          if (length < segmentRange[0] || length > segmentRange[1]) return { problem: `${key}=${value} is no length it may declare` };
          this.#values.set(key, String(length));
        }
      } else if (row === undefined) {
        if (offered === undefined && !noValue.has(value)) answers.push([key, 'NotUnderstood']);
      } else {
        const settled = settle(row, offered ?? row.default, value);
        if (settled === undefined) return { problem: `${key}=${value} is no answer to ${key}=${offered ?? row.default}` };
        // A key that the target has brought up itself is answered with what comes of it and our default.
        if (offered === undefined && !this.#values.has(key)) answers.push([key, settled]);
        this.#values.set(key, settled);
      }
    }
    return { answers };
  }

  /** What was offered, has to be answered, and was not; as a sentence. */
  get unanswered(): string | undefined {
    for (const [key, offered] of this.#offers) {
      const row = rows[key];
      // A default that was not offered cannot hold.
      if (row?.settle === oneOf && !this.#values.has(key) && oneOf(offered, row.default) === undefined)
        return `${key}=${offered} is not answered`;
    }
    return undefined;
  }

  /** What holds for all that was spoken of, by key; MaxRecvDataSegmentLength is the target's. */
  get values(): ReadonlyMap<string, string> {
    return this.#values;
  }

  get parameters(): OperationalParameters {
    const value = (key: string): string => this.#values.get(key) ?? rows[key]!.default;
    const maximumBurst = Number(value('MaxBurstLength'));
    return {
      headerDigest: value('HeaderDigest') === 'CRC32C',
      dataDigest: value('DataDigest') === 'CRC32C',
      initialR2T: value('InitialR2T') === 'Yes',
      immediateData: value('ImmediateData') === 'Yes',
      segmentToTarget: Number(this.#values.get('MaxRecvDataSegmentLength') ?? DEFAULT_SEGMENT),
      segmentToUs: Number(this.#offers.get('MaxRecvDataSegmentLength') ?? DEFAULT_SEGMENT),
      maximumBurst,
      firstBurst: Math.min(Number(value('FirstBurstLength')), maximumBurst),
      timeToWaitMs: Number(value('DefaultTime2Wait')) * 1000,
    };
  }
}
