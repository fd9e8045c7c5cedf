/**
 * The fuzzer's end of one connection: any bytes out, PDUs in. Every answer is held against `AnswerConduct` and teaches where the connection stands.
 * Nothing here waits without a bound.
 */
import { connect, type Socket } from 'node:net';
import { noTag } from '../conformance/demand.ts';
import { decode, headerBytes, lengthsOf, type PduKind, padded, type Received } from '../conformance/pdu-table.ts';
import { plus } from '../conformance/sequence-number.ts';
import { AnswerConduct } from './answer-conduct.ts';
import { crc32c, digestBytes } from './digests.ts';
import { newStanding, remember, type Standing } from './standing.ts';
import type { Tally } from './tally.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  /** Which of this machine's addresses to come from; any unless given. */
  readonly from?: string;
}

export class Peer {
  readonly standing: Standing = newStanding();
  /** How the target broke the rules, if it did. */
  problem: string | undefined;
  readonly #address: Address;
  /** Connections that came with this one and go with it. */
  readonly #company: Peer[] = [];
  readonly #socket: Socket;
  readonly #tally: Tally;
  readonly #conduct = new AnswerConduct();
  readonly #over: Promise<void>;
  readonly #localPort: number | undefined;
  #open = true;
  #chunks: Buffer[] = [];
  #length = 0;
  /** What the target has said in its login responses. */
  #said = '';
  #wake: () => void = () => {};
  #listener: { readonly kind: PduKind; readonly give: (pdu: Received | undefined) => void } | undefined;

  /** Undefined when the connection is refused or gone at once. */
  static open(address: Address, tally: Tally): Promise<Peer | undefined> {
    const { host, port, from } = address;
    const socket = connect({ host, port, noDelay: true, ...(from !== undefined && { localAddress: from }) });
    return new Promise((resolve) => {
      const refused = (): void => resolve(undefined);
      socket.once('error', refused).once('connect', () => {
        socket.off('error', refused);
        resolve(new Peer(socket, address, tally));
      });
    });
  }

  private constructor(socket: Socket, address: Address, tally: Tally) {
    this.#address = address;
    this.#socket = socket;
    this.#tally = tally;
    this.#localPort = socket.localPort;
    tally.connections += 1;
    this.#over = new Promise((resolve) => {
      socket.once('close', () => {
        this.#ended();
        resolve();
      });
    });
    // A reset ends a connection as a FIN does; 'close' follows.
    socket.on('error', () => {});
    socket.on('end', () => this.#ended());
    socket.on('data', (chunk) => this.#arrived(chunk));
  }

  /** The target has not ended it yet, as far as is known. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Where it comes from, as the target's log names it. */
  get name(): string {
    return `${this.#address.from ?? '127.0.0.1'}:${this.#localPort}`;
  }

  /** Another connection from the same place. */
  async bringCompany(): Promise<Peer | undefined> {
    const peer = await Peer.open(this.#address, this.#tally);
    if (peer !== undefined) this.#company.push(peer);
    return peer;
  }

  dismissCompany(): void {
    for (const peer of this.#company.splice(0)) peer.reset();
  }

  /** Sends bytes, which leave in the pieces that `cuts` make of them. */
  async send(bytes: Uint8Array, cuts: readonly number[] = []): Promise<void> {
    let from = 0;
    for (const cut of cuts) {
      this.#write(bytes.subarray(from, cut));
      from = cut;
      await nextTurn();
    }
    this.#write(bytes.subarray(from));
  }

  /** The next PDU of this kind; undefined when the connection ends first, or a while passes. */
  answer(kind: PduKind, patienceMs = 3000): Promise<Received | undefined> {
    if (!this.#open) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => give(undefined), patienceMs);
      const give = (pdu: Received | undefined): void => {
        clearTimeout(timer);
        this.#listener = undefined;
        resolve(pdu);
      };
      this.#listener = { kind, give };
    });
  }

  /** Resolves when something has been heard, or after a moment. */
  async listen(momentMs: number): Promise<void> {
    if (!this.#open) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, momentMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  /** Whether the target ends the connection within the time. */
  async isOver(patienceMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), patienceMs);
    });
    const over = await Promise.race([this.#over.then(() => true), late]);
    clearTimeout(timer);
    return over;
  }

  /** Reads no more until it is told to. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** FIN. */
  end(): void {
    this.#socket.end();
  }

  /** RST. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length === 0 || !this.#socket.writable) return;
    this.#tally.bytes += bytes.length;
    this.#socket.write(bytes);
  }

  #ended(): void {
    this.#open = false;
    this.standing.phase = 'over';
    this.#listener?.give(undefined);
    this.#wake();
  }

  #arrived(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    for (let bytes = this.#next(); bytes !== undefined; bytes = this.#next()) {
      try {
        this.#received(decode(bytes));
      } catch (error) {
        this.#fail((error as Error).message);
      }
    }
    this.#wake();
  }

  /** The bytes of the next PDU, without its digests, once all of them are there. */
  #next(): Uint8Array | undefined {
    if (this.#length < headerBytes || this.problem !== undefined) return undefined;
    if (this.#chunks[0]!.length < headerBytes) this.#chunks = [Buffer.concat(this.#chunks)];
    const { header, data } = this.standing.framing;
    const lengths = lengthsOf(this.#chunks[0]!);
    const headers = headerBytes + lengths.additionalHeader;
    const dataAt = headers + (header ? digestBytes : 0);
    const dataEnd = dataAt + padded(lengths.data);
    const whole = dataEnd + (data && lengths.data > 0 ? digestBytes : 0);
    if (this.#length < whole) return undefined;
    const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = bytes.length === whole ? [] : [bytes.subarray(whole)];
    this.#length -= whole;
    if (header && bytes.readUInt32LE(headers) !== crc32c(bytes.subarray(0, headers))) this.#fail('the header digest of an answer is wrong');
    if (whole > dataEnd && bytes.readUInt32LE(dataEnd) !== crc32c(bytes.subarray(dataAt, dataEnd)))
      this.#fail('the data digest of an answer is wrong');
    const plain =
      dataAt === headers ? bytes.subarray(0, dataEnd) : Buffer.concat([bytes.subarray(0, headers), bytes.subarray(dataAt, dataEnd)]);
    // Not as a Buffer, whose `slice` copies nothing.
    return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
  }

  #received(pdu: Received): void {
    this.#tally.answered(pdu);
    const problem = this.#conduct.received(pdu);
    if (problem !== undefined) this.#fail(`${problem}; ${Buffer.from(pdu.bytes.subarray(0, headerBytes)).toString('hex')}`);
    this.#learn(pdu);
    if (this.#listener?.kind === pdu.kind) this.#listener.give(pdu);
  }

  #learn(pdu: Received): void {
    const { standing } = this;
    if ('expCmdSn' in pdu) standing.expCmdSn = pdu.expCmdSn;
    if ('statSn' in pdu && (pdu.kind !== 'data-in' || pdu.hasStatus) && pdu.kind !== 'r2t') standing.expStatSn = plus(pdu.statSn, 1);
    switch (pdu.kind) {
      case 'r2t': {
        const { initiatorTaskTag, targetTransferTag, bufferOffset, desiredDataTransferLength: length } = pdu;
        remember(standing.solicitations, { initiatorTaskTag, targetTransferTag, bufferOffset, length });
        break;
      }
      case 'data-in':
        if (pdu.data.length > 0 && pdu.data.length <= 255) remember(standing.pages, pdu.data);
        break;
      case 'nop-in':
      case 'text-response':
        if (pdu.targetTransferTag !== noTag) {
          const { initiatorTaskTag, targetTransferTag } = pdu;
          remember(standing.exchanges, { initiatorTaskTag, targetTransferTag });
        }
        break;
      case 'login-response':
        this.#learnLogin(pdu);
        break;
    }
  }

  #learnLogin(pdu: Received<'login-response'>): void {
    const { standing } = this;
    this.#said += Buffer.from(pdu.data).toString('latin1');
    const pairs = this.#said.split('\0').map((pair) => [pair.replace(/=.*$/s, ''), pair.replace(/^[^=]*=/, '')] as const);
    standing.heard = new Map(pairs);
    if (pdu.statusClass !== 0 || !pdu.transit) return;
    standing.stage = pdu.nextStage;
    if (pdu.nextStage !== 3) return;
    standing.phase = 'full-feature';
    standing.tsih = pdu.tsih;
    const uses = (key: string): boolean => standing.heard.get(key) === 'CRC32C';
    standing.framing = { header: uses('HeaderDigest'), data: uses('DataDigest') };
  }

  #fail(problem: string): void {
    this.problem ??= problem;
  }
}

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
