/**
 * One TCP connection to a target, in raw control: any bytes out, whole PDUs in. What arrives is decoded, held against the rules of good
 * conduct, and kept until a test asks for it. Every wait is bounded, so that what never comes fails a test and does not hang it.
 */
import { connect, type Socket } from 'node:net';
import { Conduct } from './conduct.ts';
import { type Digests, digestPlaces, noDigests, opened, sealed } from './digest.ts';
import { decode, decodeRequest, encode, headerBytes, type PduKind, type Received, type Request } from './pdu-table.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  /** The address of this end, where the machine has several. */
  readonly from?: string;
}

/** Longer than anything takes that does come. */
const patienceMs = 15_000;

interface Waiter {
  readonly wants: (pdu: Received) => boolean;
  readonly give: (pdu: Received) => void;
  readonly fail: (error: Error) => void;
}

/** `promise`, or after a long while the failure that `what` never happened. */
export async function bounded<T>(promise: Promise<T>, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what()}`)), patienceMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export class Connection {
  readonly conduct = new Conduct();
  /** What PDUs in both directions bear, as the login has agreed on. */
  digests: Digests = noDigests;
  /** After bytes that were no PDUs, what the target says is only held against the byte tables. */
  tolerant = false;
  /** Takes a PDU before it is kept for `receive`; true when it was taken. */
  take: (pdu: Received) => boolean = () => false;
  /** The port of this end, by which a target tells its connections apart. */
  readonly localPort: number;
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  #bytes: Buffer = Buffer.alloc(0);
  #kept: Received[] = [];
  #waiters: Waiter[] = [];
  #failure: Error | undefined;
  #failed: (error: Error) => void = () => {};

  static async open({ host, port, from }: Address): Promise<Connection> {
    const socket = connect({ host, port, noDelay: true, ...(from !== undefined && { localAddress: from }) });
    await bounded(
      new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('error', reject);
      }),
      () => `a connection to ${host}:${port}`,
    );
    return new Connection(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.localPort = socket.localPort!;
    this.#closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#fail(new Error('the target has closed the connection'));
        resolve();
      });
    });
    // A reset ends a connection as a FIN does; 'close' follows.
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.#arrived(chunk));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /**
   * Sends what `make` makes, as fast as it is taken and no faster, and gives the number of bytes that have left. It stops before `times` when
   * the way is blocked: nothing has left while the target had its turn again and again.
   */
  async press(make: (index: number) => Uint8Array, times: number, turn: () => Promise<unknown>): Promise<number> {
    const socket = this.#socket;
    const left = (): number => socket.bytesWritten - socket.writableLength;
    for (let index = 0; index < times && !socket.destroyed; index++) {
      if (socket.write(make(index))) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      for (let turns = 0, before = left(); turns < 100 && socket.writableNeedDrain && !socket.destroyed; turns++) {
        await turn();
        if (left() === before) continue;
        before = left();
        turns = 0;
      }
      if (socket.writableNeedDrain) break;
    }
    return left();
  }

  /** Sends a PDU with the digests that are in use. */
  send(pdu: Request): void {
    this.conduct.sent(pdu);
    this.sendBytes(sealed(encode(pdu), this.digests));
  }

  /** Sends a whole PDU as a real host wrote it; the rules of good conduct know of it. */
  sendWritten(bytes: Uint8Array): void {
    this.conduct.sent(decodeRequest(bytes));
    this.sendBytes(bytes);
  }

  /** Sends a PDU that the way has damaged: the digest of one of its parts does not fit. The target takes note of a Data-Out's header at most. */
  sendSpoilt(pdu: Request, part: 'header' | 'data'): void {
    if (pdu.kind === 'data-out' && part === 'data') this.conduct.sent(pdu);
    this.sendBytes(sealed(encode(pdu), this.digests, part));
  }

  /** The first PDU of this kind, that has come or will come, for which `where` holds. */
  receive<K extends PduKind>(kind: K, where: (pdu: Received<K>) => boolean = () => true): Promise<Received<K>> {
    return this.receiveAny((pdu) => pdu.kind === kind && where(pdu as unknown as Received<K>), `a ${kind}`) as unknown as Promise<
      Received<K>
    >;
  }

  async receiveAny(wants: (pdu: Received) => boolean, what = 'a PDU'): Promise<Received> {
    const index = this.#kept.findIndex(wants);
    if (index >= 0) return this.#kept.splice(index, 1)[0]!;
    if (this.#failure !== undefined) throw new Error(`${what} never came: ${this.#failure.message}`, { cause: this.#failure });
    const arrival = new Promise<Received>((give, fail) => {
      this.#waiters.push({ wants, give, fail });
    });
    return bounded(arrival, () => `${what}; there came ${this.#kept.map(({ kind }) => kind).join(', ') || 'nothing'}`);
  }

  /** What has arrived and was not asked for. */
  get kept(): readonly Received[] {
    return this.#kept;
  }

  /** A violation of good conduct seen on this connection, if there was one. */
  get violation(): Error | undefined {
    return this.#failure instanceof Violation ? this.#failure : undefined;
  }

  /** Resolves when the connection is gone, whoever ended it; rejects when the target broke a rule before. */
  async closed(): Promise<void> {
    await bounded(this.#closed, () => 'the end of the connection');
    if (this.violation) throw this.violation;
  }

  /** Calls back once when the connection can bring nothing more. */
  onFailure(failed: (error: Error) => void): void {
    this.#failed = failed;
    if (this.#failure !== undefined) failed(this.#failure);
  }

  /** Reads no more of what arrives. */
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

  /** RST: the cable is out. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #arrived(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    while (this.#bytes.length >= headerBytes && this.violation === undefined) {
      const { whole } = digestPlaces(this.#bytes, this.digests);
      if (this.#bytes.length < whole) return;
      const bytes = this.#bytes.subarray(0, whole);
      this.#bytes = this.#bytes.subarray(whole);
      try {
        const pdu = decode(opened(bytes, this.digests));
        if (!this.tolerant) this.conduct.received(pdu);
        this.#keep(pdu);
      } catch (error) {
        this.#fail(new Violation((error as Error).message, { cause: error }));
        this.#socket.destroy();
      }
    }
  }

  #keep(pdu: Received): void {
    if (this.take(pdu)) return;
    const index = this.#waiters.findIndex(({ wants }) => wants(pdu));
    if (index < 0) this.#kept.push(pdu);
    else this.#waiters.splice(index, 1)[0]!.give(pdu);
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const { fail } of this.#waiters.splice(0)) fail(error);
    this.#failed(error);
  }
}

class Violation extends Error {
  override readonly name = 'Violation';
}
