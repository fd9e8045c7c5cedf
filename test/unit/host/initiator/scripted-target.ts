/**
 * A target that a test plays by hand: what an initiator sends is heard PDU by PDU, as values and as bytes, and what it is answered is said. Nothing of it
 * takes time; connections come about as soon as they are dialled, unless the test refuses them.
 */
import { ByteList } from '../../../../src/foundation/byte-list.ts';
import { ManualClock } from '../../../../src/foundation/clock.ts';
import type { Endpoint } from '../../../../src/foundation/endpoint.ts';
import { type Dial, DialError } from '../../../../src/host/dial.ts';
import { Initiator, type InitiatorOptions } from '../../../../src/host/initiator/initiator.ts';
import { microsoft1 } from '../../../../src/host/initiator/profiles/microsoft-1.ts';
import type { Session } from '../../../../src/host/initiator/session.ts';
import { decodeInitiatorPdu } from '../../../../src/wire/codec.ts';
import { Framer } from '../../../../src/wire/framer.ts';
import { type Framing, loginFraming } from '../../../../src/wire/framing.ts';
import type { LoginResponsePdu } from '../../../../src/wire/login-response.ts';
import { Opcode } from '../../../../src/wire/opcode.ts';
import type { InitiatorPdu, TargetPdu } from '../../../../src/wire/pdu.ts';
import type { Portal, PortalListener } from '../../../../src/wire/portal.ts';
import { serialise } from '../../../../src/wire/serialiser.ts';
import { decodeText, encodeText, type TextPair } from '../../../../src/wire/text.ts';
import { isWireError } from '../../../../src/wire/wire-error.ts';

export const portal: Endpoint = { address: '192.0.2.1', port: 3260 };
export const targetName = 'iqn.2026-11.test:library';
export const initiatorName = 'iqn.1991-05.com.microsoft:win2003s';

type Heard<O extends InitiatorPdu['opcode']> = Extract<InitiatorPdu, { opcode: O }>;

/** One connection, seen from the target. */
export class ScriptedConnection implements Portal {
  readonly local = { address: '192.0.2.100', port: 1025 };
  readonly remote: Endpoint;
  readonly queuedBytes = 0;
  readonly takenBytes = 0;
  /** How the initiator has ended it. */
  ended: 'orderly' | 'at once' | undefined;
  /** All that it has sent. */
  readonly sent: Uint8Array[] = [];
  #listener: PortalListener | undefined;
  readonly #framer = new Framer({ decode: decodeInitiatorPdu, framing: { ...loginFraming, maximumDataSegmentLength: 2 ** 24 - 1 } });
  #framing: Pick<Framing, 'headerDigest' | 'dataDigest'> = loginFraming;
  #waiting: (() => void) | undefined;

  constructor(remote: Endpoint) {
    this.remote = remote;
  }

  set framing(framing: Pick<Framing, 'headerDigest' | 'dataDigest'>) {
    this.#framing = framing;
    this.#framer.framing = { ...framing, maximumDataSegmentLength: 2 ** 24 - 1 };
  }

  listen(listener: PortalListener): void {
    this.#listener = listener;
  }

  write(pieces: readonly Uint8Array[]): void {
    const bytes = new Uint8Array(Buffer.concat(pieces));
    this.sent.push(bytes);
    this.#framer.push(bytes);
    this.#waiting?.();
  }

  pause(): void {}
  resume(): void {}
  end(): void {
    this.ended ??= 'orderly';
  }
  destroy(): void {
    this.ended ??= 'at once';
  }
  reset(): void {
    this.destroy();
  }

  /** The next PDU of the initiator, which has to be of this kind. */
  async hear<O extends InitiatorPdu['opcode']>(opcode: O): Promise<Heard<O>> {
    for (let turns = 0; ; turns++) {
      const pdu = this.#framer.next();
      if (pdu !== undefined) {
        if (isWireError(pdu)) throw new Error(pdu.message);
        if (pdu.opcode !== opcode) throw new Error(`heard operation code ${pdu.opcode}, not ${opcode}`);
        return pdu as Heard<O>;
      }
      if (turns > 20) throw new Error(`heard nothing, and waited for operation code ${opcode}`);
      await settled();
    }
  }

  /** Whether nothing has been said that was not heard. */
  async silent(): Promise<boolean> {
    await settled();
    return this.#framer.pendingBytes === 0;
  }

  say(...pdus: readonly TargetPdu[]): void {
    for (const pdu of pdus) this.sayBytes(Buffer.concat(serialise(pdu, this.#framing)));
  }

  sayBytes(bytes: Uint8Array): void {
    this.#listener!.received(new Uint8Array(bytes));
  }

  /** The connection breaks, or ends in order. */
  close(error?: Error): void {
    this.#listener!.closed(error);
  }
}

/** All that is under way without time passing is over. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class ScriptedTarget {
  readonly clock = new ManualClock();
  /** One after the other. */
  readonly connections: ScriptedConnection[] = [];
  /** Why the next connections do not come about. */
  refuses: string | undefined;

  readonly dial: Dial = async (endpoint) => {
    if (this.refuses !== undefined) throw new DialError(this.refuses, `${endpoint.address}:${endpoint.port}: refused`);
    const connection = new ScriptedConnection(endpoint);
    this.connections.push(connection);
    return connection;
  };

  initiator(options: Partial<InitiatorOptions> = {}): Initiator {
    return new Initiator({
      profile: microsoft1,
      initiatorName,
      dial: this.dial,
      clock: this.clock,
      random: (length) => new Uint8Array(length).fill(0xa5),
      ...options,
    });
  }

  get connection(): ScriptedConnection {
    return this.connections.at(-1)!;
  }

  /** A session that has come about; what was said to it is heard. */
  async logIn(options: Partial<InitiatorOptions> = {}, answers: readonly TextPair[] = agreeable): Promise<Session> {
    const coming = this.initiator(options).logIn(portal, targetName);
    await this.admit(answers);
    return coming;
  }

  /** Answers a login of two requests. */
  async admit(answers: readonly TextPair[] = agreeable): Promise<void> {
    await settled();
    const { connection } = this;
    const first = await connection.hear(Opcode.loginRequest);
    connection.say(loginResponse(first.isid, { nextStage: 1, pairs: [['AuthMethod', 'None']] }));
    const second = await connection.hear(Opcode.loginRequest);
    connection.say(loginResponse(second.isid, { currentStage: 1, nextStage: 3, tsih: 7, statSn: 1, pairs: answers }));
    await settled();
  }
}

/** StatSN of the first answer after `admit`, and CmdSN of the first command. */
export const firstStatSn = 2;

export const agreeable: readonly TextPair[] = [
  ['InitialR2T', 'No'],
  ['ImmediateData', 'Yes'],
  ['MaxRecvDataSegmentLength', '8192'],
  ['MaxBurstLength', '16384'],
  ['FirstBurstLength', '12288'],
];

export const loginResponse = (
  isid: Uint8Array,
  { pairs = [], ...fields }: Partial<LoginResponsePdu> & { readonly pairs?: readonly TextPair[] } = {},
): LoginResponsePdu => ({
  opcode: Opcode.loginResponse,
  transit: true,
  continues: false,
  currentStage: 0,
  nextStage: 1,
  versionMax: 0,
  versionActive: 0,
  isid,
  tsih: 0,
  initiatorTaskTag: 0,
  statSn: 0,
  expCmdSn: 1,
  maxCmdSn: 32,
  status: 0,
  data: encodeText(pairs),
  ...fields,
});

/** StatSN and the window, for answers of any kind. */
export const numbers = (statSn: number, expCmdSn = 1, maxCmdSn = expCmdSn + 31) => ({ statSn, expCmdSn, maxCmdSn });

const noResidual = { kind: 'none', count: 0 } as const;

export const scsiResponse = (
  initiatorTaskTag: number,
  statSn: number,
  fields: Partial<Extract<TargetPdu, { opcode: 0x21 }>> = {},
): TargetPdu => ({
  opcode: Opcode.scsiResponse,
  bidirectionalReadResidual: noResidual,
  residual: noResidual,
  response: 0,
  status: 0,
  initiatorTaskTag,
  snackTag: 0,
  expDataSn: 0,
  data: ByteList.empty,
  ...numbers(statSn),
  ...fields,
});

export const taskManagementResponse = (initiatorTaskTag: number, statSn: number, response = 0): TargetPdu => ({
  opcode: Opcode.taskManagementResponse,
  response,
  initiatorTaskTag,
  ...numbers(statSn),
});

export const textOf = (pdu: { readonly data: ByteList }): readonly TextPair[] => {
  const text = decodeText(pdu.data.toBytes());
  if ('error' in text) throw new Error(text.error);
  return text.pairs;
};

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** Hexadecimal digits without blanks. */
export const bare = (written: string): string => written.replace(/\s/g, '');
