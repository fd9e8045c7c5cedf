/**
 * The load of `tape-load.c` from an initiator that does both digests, which libiscsi does not: WRITE(6) and READ(6) of variable blocks, several
 * of them in flight, over the PDUs of `src/wire/`. It pays for its side of the digests as the target does, so what it measures with them
 * beside what it measures without is the harder comparison.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ByteList } from '../src/foundation/byte-list.ts';
import { Framer } from '../src/wire/framer.ts';
import { type Framing, loginFraming } from '../src/wire/framing.ts';
import { LoginStage } from '../src/wire/login-request.ts';
import { Opcode } from '../src/wire/opcode.ts';
import type { InitiatorPdu, TargetPdu } from '../src/wire/pdu.ts';
import { TaskAttributeCode } from '../src/wire/scsi-command.ts';
import { serialise } from '../src/wire/serialiser.ts';
import { decodeText, encodeText } from '../src/wire/text.ts';
import { isWireError } from '../src/wire/wire-error.ts';

export interface Load {
  readonly direction: 'write' | 'read';
  /** A block goes as immediate data, so it is at most as long as a first burst. */
  readonly blockBytes: number;
  readonly count: number;
  readonly depth: number;
}

const MAXIMUM_BLOCK_BYTES = 256 * 1024;

export class DigestInitiator {
  readonly #socket: Socket;
  readonly #framer = new Framer<TargetPdu>({ framing: { ...loginFraming, maximumDataSegmentLength: MAXIMUM_BLOCK_BYTES } });
  readonly #waiting = new Map<number, { resolve: (status: number) => void; reject: (error: Error) => void }>();
  #loggedIn: (keys: ReadonlyMap<string, string>) => void = () => {};
  #lastTag = 0;
  #cmdSn = 1;
  #expStatSn = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('close', () => this.#fail(new Error('the target closed the connection')));
  }

  static async login(portal: { port: number; target: string }, digest: 'None' | 'CRC32C'): Promise<DigestInitiator> {
    const socket = connect({ host: '127.0.0.1', port: portal.port, noDelay: true });
    await once(socket, 'connect');
    const initiator = new DigestInitiator(socket);
    await initiator.#login(portal.target, digest);
    for (
      let attempts = 0;
      (await initiator.command([0x00])) !== 0;
      attempts++ // unit attentions, one at a time
    )
      if (attempts === 10) throw new Error('the logical unit does not become ready');
    return initiator;
  }

  /** Seconds for the whole of it. */
  async run({ direction, blockBytes, count, depth }: Load): Promise<number> {
    const block = new Uint8Array(blockBytes).map((_, at) => (at * 2_654_435_761) >>> 24);
    const cdb = [direction === 'write' ? 0x0a : 0x08, 0, blockBytes >> 16, blockBytes >> 8, blockBytes, 0];
    await this.command([0x01]);
    const start = performance.now();
    let left = count;
    const lane = async (): Promise<void> => {
      while (left-- > 0) {
        const status = await this.command(cdb, direction === 'write' ? ByteList.of(block) : blockBytes);
        if (status !== 0) throw new Error(`a ${direction} ended with status ${status}`);
      }
    };
    await Promise.all(Array.from({ length: depth }, lane));
    const seconds = (performance.now() - start) / 1000;
    if (direction === 'write') await this.command([0x10, 0, 0, 0, 1, 0]);
    return seconds;
  }

  end(): void {
    this.#socket.removeAllListeners('close').destroy();
  }

  /** The status of a command with these data, or with room for so many bytes. */
  command(cdb: readonly number[], data: ByteList | number = 0): Promise<number> {
    const written = typeof data === 'number' ? ByteList.empty : data;
    const initiatorTaskTag = ++this.#lastTag;
    const status = new Promise<number>((resolve, reject) => this.#waiting.set(initiatorTaskTag, { resolve, reject }));
    this.#send({
      opcode: Opcode.scsiCommand,
      immediate: false,
      final: true,
      read: typeof data === 'number' && data > 0,
      write: written.length > 0,
      attribute: TaskAttributeCode.simple,
      lun: 0n,
      initiatorTaskTag,
      expectedDataTransferLength: typeof data === 'number' ? data : data.length,
      cmdSn: this.#cmdSn++,
      expStatSn: this.#expStatSn,
      cdb: Uint8Array.from({ length: 16 }, (_, n) => cdb[n] ?? 0),
      additionalHeaderSegments: [],
      data: written,
    });
    return status;
  }

  async #login(target: string, digest: string): Promise<void> {
    const keys = new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      this.#loggedIn = resolve;
      this.#waiting.set(0, { resolve: () => {}, reject });
    });
    this.#send({
      opcode: Opcode.loginRequest,
      immediate: true,
      transit: true,
      continues: false,
      currentStage: LoginStage.loginOperationalNegotiation,
      nextStage: LoginStage.fullFeaturePhase,
      versionMax: 0,
      versionMin: 0,
      isid: Uint8Array.of(0x80, 0, 0, 0, 0, digest.length),
      tsih: 0,
      initiatorTaskTag: 0,
      connectionId: 0,
      cmdSn: this.#cmdSn,
      expStatSn: 0,
      data: encodeText([
        ['InitiatorName', 'iqn.2026-11.local.tapelab:digest-load'],
        ['TargetName', target],
        ['SessionType', 'Normal'],
        ['HeaderDigest', digest],
        ['DataDigest', digest],
        ['InitialR2T', 'No'],
        ['ImmediateData', 'Yes'],
        ['MaxRecvDataSegmentLength', `${MAXIMUM_BLOCK_BYTES}`],
        ['FirstBurstLength', `${MAXIMUM_BLOCK_BYTES}`],
      ]),
    });
    const agreed = await keys;
    for (const [key, value] of Object.entries({ HeaderDigest: digest, DataDigest: digest, FirstBurstLength: `${MAXIMUM_BLOCK_BYTES}` }))
      if (agreed.get(key) !== value) throw new Error(`the target answers ${key}=${agreed.get(key)}, and ${value} is what is measured`);
    this.#waiting.delete(0);
  }

  #send(pdu: InitiatorPdu): void {
    this.#socket.cork();
    for (const piece of serialise(pdu, this.#framer.framing)) this.#socket.write(piece);
    process.nextTick(() => this.#socket.uncork());
  }

  #receive(chunk: Uint8Array): void {
    this.#framer.push(chunk);
    for (let pdu = this.#framer.next(); pdu !== undefined; pdu = this.#framer.next()) {
      if (isWireError(pdu)) this.#fail(new Error(pdu.message));
      else if (pdu.opcode === Opcode.loginResponse) this.#loginAnswered(pdu.status, pdu.data);
      else if (pdu.opcode === Opcode.scsiResponse || (pdu.opcode === Opcode.dataIn && pdu.hasStatus)) this.#ended(pdu);
      else if (pdu.opcode !== Opcode.dataIn) this.#fail(new Error(`a PDU that was not expected, with operation code ${pdu.opcode}`));
      if (!isWireError(pdu) && 'statSn' in pdu) this.#expStatSn = pdu.statSn + 1;
    }
  }

  #loginAnswered(status: number, data: ByteList): void {
    if (status !== 0) this.#fail(new Error(`the login ended with status ${status.toString(16)}`));
    const text = decodeText(data.toBytes());
    const keys = new Map('pairs' in text ? text.pairs : []);
    const digest = (key: string): boolean => keys.get(key) === 'CRC32C';
    const framing: Framing = { ...this.#framer.framing, headerDigest: digest('HeaderDigest'), dataDigest: digest('DataDigest') };
    this.#framer.framing = framing;
    this.#loggedIn(keys);
  }

  #ended({ initiatorTaskTag, status }: { readonly initiatorTaskTag: number; readonly status: number }): void {
    this.#waiting.get(initiatorTaskTag)?.resolve(status);
    this.#waiting.delete(initiatorTaskTag);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
