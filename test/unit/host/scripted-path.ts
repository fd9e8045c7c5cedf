/** A way to a logical unit that answers as a test has written it, and remembers what it was asked. */
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { ScsiAnswer, ScsiPath, ScsiRequest, ScsiStatusAnswer } from '../../../src/host/scsi.ts';

export const good = (data: Uint8Array = new Uint8Array(0), residual = 0): ScsiStatusAnswer => ({
  kind: 'status',
  status: 0,
  sense: new Uint8Array(0),
  data: ByteList.of(data),
  residual,
});

export const status = (code: number): ScsiStatusAnswer => ({ ...good(), status: code });

/** CHECK CONDITION with fixed sense: key and flags as in byte 2, ASC and ASCQ in one number. */
export function check(
  byte2: number,
  code: number,
  { information, data = new Uint8Array(0), deferred = false }: { information?: number; data?: Uint8Array; deferred?: boolean } = {},
): ScsiStatusAnswer {
  const sense = new Uint8Array(18);
  sense[0] = (information === undefined ? 0 : 0x80) | (deferred ? 0x71 : 0x70);
  sense[2] = byte2;
  new DataView(sense.buffer).setInt32(3, information ?? 0);
  sense[7] = 10;
  sense[12] = code >> 8;
  sense[13] = code & 0xff;
  return { kind: 'status', status: 2, sense, data: ByteList.of(data), residual: 0 };
}

export class ScriptedPath implements ScsiPath {
  readonly asked: ScsiRequest[] = [];
  readonly #answers: ScsiAnswer[];

  /** Answers come one after the other; the last of them for ever. */
  constructor(...answers: ScsiAnswer[]) {
    this.#answers = answers;
  }

  get cdbs(): string[] {
    return this.asked.map(({ cdb }) => Buffer.from(cdb).toString('hex'));
  }

  async execute(request: ScsiRequest): Promise<ScsiAnswer> {
    this.asked.push(request);
    return this.#answers.length > 1 ? this.#answers.shift()! : this.#answers[0]!;
  }
}
