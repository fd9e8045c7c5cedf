/**
 * One initiator's connection with faults on it: a portal for its bytes and a port for its PDUs, around those of the house. It stands between the
 * socket and the node, listens along to know whose connection it is and which command each PDU belongs to, has every PDU pass the rules, and does to
 * the connection what deeds ask for.
 *
 *     socket ⇄ Portal ⇄ [bytes: stalled, throttled, spoilt] ⇄ ConnectionPort ⇄ Port ⇄ [PDUs: passed through the rules] ⇄ node
 */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { ConnectionInput, Port } from '../iscsi/port.ts';
import { decodeLun } from '../scsi/target.ts';
import type { Framing } from '../wire/framing.ts';
import { Opcode, RESERVED_TAG } from '../wire/opcode.ts';
import type { InitiatorPdu, Pdu, TargetPdu } from '../wire/pdu.ts';
import type { Portal, PortalListener } from '../wire/portal.ts';
import { decodeText } from '../wire/text.ts';
import type { WireError } from '../wire/wire-error.ts';
import type { ConnectionHandle, Spoil } from './connection-handle.ts';
import type { Faults } from './faults.ts';
import type { Occurrence, Whereabouts } from './occurrence.ts';

/** What a connection must ask of the lab to say what passes by. */
export interface ConnectionSurroundings {
  readonly faults: Faults;
  readonly clock: Clock;
  /** The name of the command in `cdb`, the device at that LUN of the target, and where it stands. */
  describe(
    target: string,
    lun: number,
    cdb: Uint8Array,
  ): { readonly command?: string; readonly device?: string; whereabouts?(): Whereabouts | undefined };
  /** It is over. */
  readonly closed: (connection: FaultyConnection) => void;
}

/** A command that has been sent and has not been answered. */
interface Outstanding {
  readonly lun: number | undefined;
  readonly cdb: Uint8Array;
}

export class FaultyConnection implements ConnectionHandle {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Known when its login has said so. */
  initiator: string | undefined;
  target: string | undefined;
  session: number | undefined;
  readonly #surroundings: ConnectionSurroundings;
  readonly #portal: Portal;
  readonly #outstanding = new Map<number, Outstanding>();
  #port: Port | undefined;
  #input: ConnectionInput | undefined;
  #framing: Framing | undefined;
  #spoil: Spoil | undefined;

  constructor(portal: Portal, surroundings: ConnectionSurroundings) {
    this.local = portal.local;
    this.remote = portal.remote;
    this.#portal = portal;
    this.#surroundings = surroundings;
  }

  get clock(): Clock {
    return this.#surroundings.clock;
  }

  /** For the bytes: what the house takes for the socket. */
  get portal(): Portal {
    const portal = this.#portal;
    return {
      local: portal.local,
      remote: portal.remote,
      get queuedBytes() {
        return portal.queuedBytes;
      },
      get takenBytes() {
        return portal.takenBytes;
      },
      listen: (listener) => portal.listen(this.#listening(listener)),
      write: (pieces) => this.#write(pieces),
      pause: () => portal.pause(),
      resume: () => portal.resume(),
      end: () => portal.end(),
      destroy: () => portal.destroy(),
    };
  }

  /** For the PDUs: has the node accept a port around `port`, and answers what is to be told what arrives. */
  accept(port: Port, accept: (port: Port) => ConnectionInput): ConnectionInput {
    this.#port = port;
    const { faults } = this.#surroundings;
    const proceed = (): void => {
      this.#input = accept(this.#around(port));
    };
    if (faults.at('connection')) faults.pass({ seam: 'connection' }, { connection: this }, proceed);
    else proceed();
    return {
      receive: (pdu) => this.#receive(pdu),
      receiveError: (error: WireError) => this.#input?.receiveError(error),
      closed: (reason) => {
        this.#surroundings.closed(this);
        this.#input?.closed(reason);
      },
    };
  }

  /** Sends a PDU of no rule's, past the rules. */
  send(pdu: TargetPdu): void {
    this.#port?.send(pdu);
  }

  /** Tells the node of a PDU that has not arrived, past the rules. */
  inject(pdu: InitiatorPdu): void {
    this.#input?.receive(pdu);
  }

  /** Sends a PDU whose bytes are changed once they are what would have gone out. */
  sendSpoilt(pdu: TargetPdu, spoil: Spoil): void {
    this.#spoil = spoil;
    this.#port?.send(pdu);
    this.#spoil = undefined;
  }

  /** RST. */
  reset(): void {
    this.#portal.destroy();
  }

  #around(port: Port): Port {
    return {
      local: port.local,
      remote: port.remote,
      portalGroupTag: port.portalGroupTag,
      send: (pdu) => this.#send(pdu),
      useFraming: (framing) => {
        this.#framing = framing;
        port.useFraming(framing);
      },
      drained: () => port.drained(),
      close: (how, reason) => port.close(how, reason),
      schedule: (delayMs, action) => port.schedule(delayMs, action),
    };
  }

  #listening(listener: PortalListener): PortalListener {
    return listener;
  }

  #write(pieces: readonly Uint8Array[]): void {
    const spoil = this.#spoil;
    this.#spoil = undefined;
    this.#portal.write(spoil === undefined ? pieces : spoil(pieces, this.#framing));
  }

  #receive(pdu: InitiatorPdu): void {
    this.#learn(pdu);
    const { faults } = this.#surroundings;
    const proceed = (changed: unknown = pdu): void => this.#input?.receive(changed as InitiatorPdu);
    if (faults.at('pdu')) faults.pass(this.#occurrence(pdu), { connection: this, pdu }, proceed);
    else proceed();
  }

  #send(pdu: TargetPdu): void {
    const { faults } = this.#surroundings;
    const proceed = (changed: unknown = pdu): void => this.#port?.send(changed as TargetPdu);
    if (faults.at('pdu')) faults.pass(this.#occurrence(pdu), { connection: this, pdu }, proceed);
    else proceed();
    this.#forget(pdu);
  }

  #occurrence(pdu: Pdu): Occurrence & { readonly seam: 'pdu' } {
    const { target, initiator, session } = this;
    const { lun, cdb } = ('initiatorTaskTag' in pdu && this.#outstanding.get(pdu.initiatorTaskTag)) || {};
    const described = target === undefined || lun === undefined || cdb === undefined ? {} : this.#surroundings.describe(target, lun, cdb);
    return { seam: 'pdu', pdu: pdu.opcode, target, initiator, session, lun, ...described };
  }

  /** Whose connection this is, and which commands are on their way. */
  #learn(pdu: InitiatorPdu): void {
    if (pdu.opcode === Opcode.loginRequest) {
      const text = decodeText(pdu.data.toBytes());
      if ('error' in text) return;
      for (const [key, value] of text.pairs) {
        if (key === 'InitiatorName') this.initiator = value;
        if (key === 'TargetName') this.target = value;
      }
    } else if (pdu.opcode === Opcode.scsiCommand) {
      this.#outstanding.set(pdu.initiatorTaskTag, { lun: decodeLun(pdu.lun), cdb: pdu.cdb });
    }
  }

  #forget(pdu: TargetPdu): void {
    if (pdu.opcode === Opcode.loginResponse && pdu.tsih !== 0) this.session = pdu.tsih;
    const ends = pdu.opcode === Opcode.scsiResponse || (pdu.opcode === Opcode.dataIn && pdu.hasStatus);
    if (ends && pdu.initiatorTaskTag !== RESERVED_TAG) this.#outstanding.delete(pdu.initiatorTaskTag);
  }
}
