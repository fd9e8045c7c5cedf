/**
 * One initiator's connection with faults on it: a portal for its bytes and a port for its PDUs, around those of the house. It stands between the
 * socket and the node, listens along to know whose connection it is and which command each PDU belongs to, has every PDU pass the rules, and does to
 * the connection what actions ask for.
 *
 *     socket ⇄ ImpairedPortal ⇄ [bytes spoilt] ⇄ ConnectionPort ⇄ lanes ⇄ [PDUs: passed through the rules, StatSN put right] ⇄ node
 */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { ConnectionInput, Port } from '../iscsi/port.ts';
import { encodeHeader } from '../wire/codec.ts';
import type { Framing } from '../wire/framing.ts';
import { Opcode } from '../wire/opcode.ts';
import type { InitiatorPdu, Pdu, TargetPdu } from '../wire/pdu.ts';
import type { Portal } from '../wire/portal.ts';
import { portalAround } from '../wire/portal-around.ts';
import { type WireError, wireError } from '../wire/wire-error.ts';
import { type ConnectionHandle, spoilsOf } from './connection-handle.ts';
import { ConnectionKnowledge } from './connection-knowledge.ts';
import { type Direction, directions } from './direction.ts';
import type { Faults } from './faults.ts';
import { HaltingClock } from './halting-clock.ts';
import { ImpairedPortal, type Impairment } from './impaired-portal.ts';
import { Lane } from './lane.ts';
import type { Occurrence, Whereabouts } from './occurrence.ts';
import { RespelledInput } from './respelled-input.ts';
import { spoilPieces } from './spoil-pieces.ts';
import { bearsStatus, StatusNumbering } from './status-numbering.ts';

/** What a connection must ask of the lab to say what passes by. */
export interface ConnectionSurroundings {
  readonly faults: Faults;
  readonly clock: Clock;
  /** The how-manieth connection it is. */
  readonly number: number;
  /** The name of the command in `cdb`, the device at that LUN of the target, and where it stands. */
  describe(
    target: string,
    lun: number,
    cdb: Uint8Array,
  ): { readonly command?: string; readonly device?: string; whereabouts?(): Whereabouts | undefined };
  /** It is over. */
  readonly closed: (connection: FaultyConnection) => void;
}

export class FaultyConnection implements ConnectionHandle {
  readonly number: number;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly clock: Clock;
  /** By which the house waits for the initiator: it stands still while nothing gets through. */
  readonly patience: HaltingClock;
  readonly #surroundings: ConnectionSurroundings;
  readonly #way: ImpairedPortal;
  readonly #lanes: Readonly<Record<Direction, Lane>>;
  readonly #known = new ConnectionKnowledge();
  readonly #numbering = new StatusNumbering();
  #port: Port | undefined;
  #brokenOff = false;
  #input: ConnectionInput | undefined;
  #respelled: RespelledInput | undefined;
  #framing: Framing | undefined;
  /** The PDU whose bytes are just being written. */
  #leaving: TargetPdu | undefined;
  /** What the Reject says that the node is just sending. */
  #rejectReason: number | undefined;
  /** What ends an impairment in its time. */
  readonly #cancelRelief: Record<Direction, (() => void) | undefined> = { 'to-host': undefined, 'from-host': undefined };
  /** What is sent while a PDU to the host passes the rules: it comes behind that, as its StatSN does. */
  #behind: TargetPdu[] | undefined;

  constructor(portal: Portal, surroundings: ConnectionSurroundings) {
    const { clock: houseClock, faults, number } = surroundings;
    const { clock } = faults;
    this.number = number;
    this.local = portal.local;
    this.remote = portal.remote;
    this.clock = clock;
    this.patience = new HaltingClock(houseClock);
    this.#surroundings = surroundings;
    this.#way = new ImpairedPortal(portal, clock);
    this.#lanes = { 'to-host': new Lane(clock), 'from-host': new Lane(clock) };
  }

  get initiator(): string | undefined {
    return this.#known.initiator;
  }

  get target(): string | undefined {
    return this.#known.target;
  }

  get session(): number | undefined {
    return this.#known.session;
  }

  get segmentBytes(): number {
    return this.#known.segmentBytes;
  }

  /** For the bytes: what the house takes for the socket. */
  get portal(): Portal {
    const way = this.#way;
    return portalAround(way, {
      write: (pieces) => {
        const spoils = this.#leaving && spoilsOf(this.#leaving);
        way.write(spoils === undefined ? pieces : [spoilPieces(pieces, this.#framing, spoils)]);
      },
    });
  }

  /** For the PDUs: has the node accept a port around `port`, and answers what is to be told what arrives. */
  accept(port: Port, accept: (port: Port) => ConnectionInput): ConnectionInput {
    this.#port = port;
    const { faults } = this.#surroundings;
    const proceed = (): void => {
      this.#input = accept(this.#around(port));
    };
    const occurrence = { seam: 'connection', address: this.remote.address, connection: this.number } as const;
    if (faults.at('connection')) faults.pass(occurrence, { connection: this }, proceed);
    else proceed();
    return {
      receive: (pdu) => this.#receive(pdu),
      receiveError: (error: WireError) => this.#lanes['from-host'].enter(() => this.#input?.receiveError(error)),
      closed: (reason) => this.#closed(reason),
    };
  }

  send(pdu: TargetPdu): void {
    const numbered = this.#numbering.insert(pdu);
    if (this.#behind === undefined) this.#leave(numbered);
    else this.#behind.push(numbered);
  }

  withdraw(pdu: TargetPdu): void {
    this.#numbering.withdraw(pdu);
  }

  reinstate<P extends TargetPdu>(pdu: P): P {
    return this.#numbering.insert(pdu);
  }

  reject(pdu: InitiatorPdu, reason: number): void {
    this.#rejectReason = reason;
    this.#input?.receiveError(wireError('bad-field', 'a fault has the target find fault with it', encodeHeader(pdu)));
    this.#rejectReason = undefined;
  }

  hold(direction: Direction, forMs: number): void {
    this.#lanes[direction].hold(forMs);
  }

  after(direction: Direction, count: number, withinMs: number, go: () => void): void {
    this.#lanes[direction].callAfter(count, withinMs, go);
  }

  impair({ directions: ways, bytesPerSecond }: Impairment, forMs?: number): void {
    for (const direction of ways) {
      this.#narrow(direction, bytesPerSecond);
      if (forMs !== undefined)
        this.#cancelRelief[direction] = this.clock.schedule(forMs, () => this.#narrow(direction, Number.POSITIVE_INFINITY));
    }
  }

  relieve(): void {
    for (const direction of directions) {
      this.#narrow(direction, Number.POSITIVE_INFINITY);
      this.#lanes[direction].release();
    }
  }

  finish(): void {
    this.#inOrder(() => this.#way.end());
  }

  reset(): void {
    this.#brokenOff = true;
    this.#way.reset();
  }

  #around(port: Port): Port {
    return {
      local: port.local,
      remote: port.remote,
      portalGroupTag: port.portalGroupTag,
      send: (pdu) => this.#send(pdu),
      // The PDUs that wait before it still have the form that they had.
      useFraming: (framing) =>
        this.#lanes['to-host'].enter(() => {
          this.#framing = framing;
          port.useFraming(framing);
        }),
      drained: () => port.drained(),
      close: (how, reason) => {
        if (how === 'at-once') port.close(how, reason);
        else this.#inOrder(() => port.close(how, reason));
      },
      schedule: (delayMs, action) => port.schedule(delayMs, action),
    };
  }

  /** From now on, whatever was to be of that direction before. */
  #narrow(direction: Direction, bytesPerSecond: number): void {
    this.#cancelRelief[direction]?.();
    this.#cancelRelief[direction] = undefined;
    const wasBlocked = this.#way.blocks(direction);
    this.#way.narrow(direction, bytesPerSecond);
    if (bytesPerSecond === 0) this.#lanes[direction].hold(Number.POSITIVE_INFINITY);
    else if (wasBlocked) this.#lanes[direction].release();
    if (this.#isBlocked) this.patience.halt();
    else this.patience.resume();
  }

  get #isBlocked(): boolean {
    return directions.some((direction) => this.#way.blocks(direction));
  }

  /** An orderly end comes behind what is held up, unless that never goes. */
  #inOrder(end: () => void): void {
    if (this.#isBlocked) end();
    else this.#lanes['to-host'].enter(end);
  }

  #receive(pdu: InitiatorPdu): void {
    if (pdu.opcode === Opcode.loginRequest && this.#known.initiator === undefined) this.#numbering.begin(pdu);
    this.#known.hear(pdu);
    const { faults } = this.#surroundings;
    if (!faults.at('pdu')) this.#arrive(pdu);
    else faults.pass(this.#occurrence(pdu), { connection: this, pdu }, (changed: unknown = pdu) => this.#arrive(changed as InitiatorPdu));
  }

  #arrive(pdu: InitiatorPdu): void {
    const lane = this.#lanes['from-host'];
    if (lane.isFree) this.#hear(pdu);
    else lane.enter(() => this.#hear(pdu));
  }

  #hear(pdu: InitiatorPdu): void {
    const input = this.#input;
    if (input === undefined) return;
    const spoils = spoilsOf(pdu);
    if (spoils !== undefined) this.#respelled ??= new RespelledInput(input);
    if (this.#respelled === undefined) input.receive(pdu);
    else this.#respelled.receive(pdu, this.#framing, spoils);
  }

  #send(given: TargetPdu): void {
    const reasoned = given.opcode === Opcode.reject && this.#rejectReason !== undefined ? { ...given, reason: this.#rejectReason } : given;
    const pdu = this.#numbering.passing(reasoned);
    const { faults } = this.#surroundings;
    if (faults.at('pdu')) this.#pass(pdu);
    else this.#leave(pdu);
    this.#known.tell(pdu);
  }

  #pass(pdu: TargetPdu): void {
    const outer = this.#behind;
    this.#behind = [];
    const proceed = (changed: unknown = pdu): void => {
      this.#numbering.leaving(changed as TargetPdu);
      this.#leave(changed as TargetPdu);
    };
    this.#surroundings.faults.pass(this.#occurrence(pdu), { connection: this, pdu }, proceed);
    const behind = this.#behind;
    this.#behind = outer;
    for (const one of behind) this.#leave(one);
  }

  #leave(pdu: TargetPdu): void {
    const lane = this.#lanes['to-host'];
    if (lane.isFree) this.#tell(pdu);
    else lane.enter(() => this.#tell(pdu));
  }

  #tell(pdu: TargetPdu): void {
    this.#leaving = pdu;
    this.#port?.send(pdu);
    this.#leaving = undefined;
  }

  #closed(reason: string | undefined): void {
    for (const direction of directions) {
      this.#cancelRelief[direction]?.();
      this.#lanes[direction].close();
    }
    this.#surroundings.closed(this);
    this.#input?.closed(this.#brokenOff ? 'it has been broken off with a RST' : reason);
    this.patience.resume();
  }

  #occurrence(pdu: Pdu): Occurrence & { readonly seam: 'pdu' } {
    const { target, initiator, session, number: connection } = this;
    const { lun, cdb } = this.#known.commandOf(pdu) ?? {};
    const described = target === undefined || lun === undefined || cdb === undefined ? {} : this.#surroundings.describe(target, lun, cdb);
    return {
      seam: 'pdu',
      pdu: pdu.opcode,
      status: bearsStatus(pdu),
      address: this.remote.address,
      connection,
      target,
      initiator,
      session,
      lun,
      ...described,
    };
  }
}
