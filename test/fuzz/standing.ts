/**
 * Where a connection stands: what the fuzzer's end knows of it and puts into PDUs that are to get further than the first check. The target's answers keep it up to date.
 */
import type { Framing } from './digests.ts';

/** What an R2T has asked for. */
export interface Solicitation {
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly bufferOffset: number;
  readonly length: number;
}

export interface Exchange {
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
}

export interface Standing {
  phase: 'login' | 'full-feature' | 'over';
  targetName: string;
  initiatorName: string;
  isid: number;
  tsih: number;
  cid: number;
  /** The CSG in which the next Login Request would be right. */
  stage: number;
  cmdSn: number;
  /** What the target waits for, as it has told last. */
  expCmdSn: number | undefined;
  expStatSn: number;
  nextTag: number;
  /** Initiator Task Tags that have been used lately. */
  readonly tags: number[];
  readonly solicitations: Solicitation[];
  /** Text Responses and pings that want to go on. */
  readonly exchanges: Exchange[];
  /** Short data of read commands, mode pages among them: to be sent back, changed a little. */
  readonly pages: Uint8Array[];
  /** Keys and values that the target has said in the login, CHAP's challenge among them. */
  heard: ReadonlyMap<string, string>;
  /** How both sides cut and seal PDUs now. */
  framing: Framing;
}

export const newStanding = (): Standing => ({
  phase: 'login',
  targetName: '',
  initiatorName: '',
  isid: 0,
  tsih: 0,
  cid: 0,
  stage: 0,
  cmdSn: 1,
  expCmdSn: undefined,
  expStatSn: 0,
  nextTag: 1,
  tags: [],
  solicitations: [],
  exchanges: [],
  pages: [],
  heard: new Map(),
  framing: { header: false, data: false },
});

/** A tag for a new task, taken note of. */
export function newTag(standing: Standing): number {
  const tag = standing.nextTag++;
  remember(standing.tags, tag);
  return tag;
}

/** Adds to a short memory. */
export function remember<T>(memory: T[], item: T): void {
  memory.push(item);
  if (memory.length > 16) memory.shift();
}
