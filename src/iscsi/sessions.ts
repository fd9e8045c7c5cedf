/**
 * The sessions of a node: by which initiator port and which target port each is known, and which of them a login may lead, continue or take the
 * place of (RFC 7143 §4.4.3, §6.3.1, §6.3.4, §6.3.5).
 *
 * Between an initiator port and a target portal group there is one session at most (the ISID rule), be it normal or for discovery. A discovery
 * session that names no target has no portal group; of such there may be one at each network portal (§7.4.2).
 */
import { formatEndpoint } from '../foundation/endpoint.ts';
import { nexusId } from '../scsi/target.ts';
import { LoginStatus } from '../wire/login-response.ts';
import type { LoginIdentity, LoginRefusal, LoginSessions } from './admission.ts';
import type { Port } from './port.ts';
import type { Session } from './session.ts';

const maximumTsih = 0xffff;

/** Where a connection has come to. */
export type Door = Pick<Port, 'local' | 'portalGroupTag'>;

/** The names of SCSI ports (§4.4.2). */
export const initiatorPortName = ({ initiatorName, isid }: Pick<LoginIdentity, 'initiatorName' | 'isid'>): string =>
  `${initiatorName},i,0x${Buffer.from(isid).toString('hex')}`;
export const targetPortName = (target: string, portalGroupTag: number): string =>
  `${target},t,0x${portalGroupTag.toString(16).padStart(4, '0')}`;

/** The name of the nexus of a normal session: that of its two ports (§4.4.2). Discovery sessions are told apart in the same way. */
export function nexusName(identity: LoginIdentity, { local, portalGroupTag }: Door): string {
  const { target } = identity;
  return nexusId(initiatorPortName(identity), target === undefined ? formatEndpoint(local) : targetPortName(target, portalGroupTag));
}

export class Sessions {
  readonly #perTarget: number;
  readonly #byTsih = new Map<number, Session>();
  #lastTsih = 0;

  /** `perTarget`: how many one target serves at once, and discovery. */
  constructor(perTarget: number) {
    this.#perTarget = perTarget;
  }

  [Symbol.iterator](): Iterator<Session> {
    return [...this.#byTsih.values()][Symbol.iterator]();
  }

  get(tsih: number): Session | undefined {
    return this.#byTsih.get(tsih);
  }

  /** The one session that there may be of this name. */
  named(name: string): Session | undefined {
    return [...this].find((session) => session.name === name);
  }

  add(session: Session): void {
    this.#byTsih.set(session.identity.tsih, session);
  }

  remove(session: Session): void {
    this.#byTsih.delete(session.identity.tsih);
  }

  /** Where there are as many sessions as may be, the oldest that only waits to be taken up again gives way to a new one. */
  makeRoomFor(identity: LoginIdentity): void {
    const others = this.#beside(identity);
    if (others.length >= this.#perTarget) others.find((other) => !isConnected(other))?.end('at-once', 'a new session needs its place');
  }

  /** One that no session has. */
  nextTsih(): number {
    do this.#lastTsih = (this.#lastTsih % maximumTsih) + 1;
    while (this.#byTsih.has(this.#lastTsih));
    return this.#lastTsih;
  }

  /** The sessions as a login sees them that has come through `door`. */
  seenFrom(door: Door): LoginSessions {
    return {
      admitSession: (identity, tsih, connectionId) =>
        tsih === 0 ? this.#refuseNew(identity, door) : this.#refuseAgain(identity, door, tsih, connectionId),
    };
  }

  #refuseNew(identity: LoginIdentity, door: Door): LoginRefusal | undefined {
    if (this.#byTsih.size >= maximumTsih) return { status: LoginStatus.outOfResources, problem: 'every TSIH is taken' };
    const name = nexusName(identity, door);
    // Neither the one that it takes the place of counts, nor those that would give way.
    const others = this.#beside(identity).filter((other) => other.name !== name && isConnected(other));
    if (others.length < this.#perTarget) return undefined;
    const problem = `there are ${others.length} sessions with ${identity.target ?? 'discovery'} already`;
    return { status: LoginStatus.outOfResources, problem };
  }

  /** The sessions of the same target, or of discovery. */
  #beside({ type, target }: LoginIdentity): Session[] {
    return [...this].filter(({ login }) => login.type === type && (type === 'discovery' || login.target === target));
  }

  #refuseAgain(identity: LoginIdentity, door: Door, tsih: number, connectionId: number): LoginRefusal | undefined {
    const session = this.#byTsih.get(tsih);
    // Let in by another rule, an initiator may have had less to prove: it gains nothing by an older session.
    const { type, luns } = identity;
    if (session?.name !== nexusName(identity, door) || session.login.type !== type || session.login.luns !== luns)
      return { status: LoginStatus.sessionDoesNotExist, problem: `there is no session ${tsih} of this initiator` };
    // MaxConnections is 1.
    if (session.connectionId !== undefined && session.connectionId !== connectionId)
      return { status: LoginStatus.tooManyConnections, problem: `session ${tsih} has as many connections as it may` };
    return undefined;
  }
}

const isConnected = ({ connectionId }: Session): boolean => connectionId !== undefined;
