/**
 * iScsiPrt, the port driver of the Microsoft initiator, for the session with one target: it reports the target's logical units to Plug and Play, and
 * takes them away when the connection stays lost for longer than requests are held (MaxRequestHoldTime). A loss that ends before that is no business of
 * Plug and Play's. What happens goes to the System log.
 */
import type { Clock } from '../../foundation/clock.ts';
import { Exclusive } from '../../foundation/exclusive.ts';
import type { PublishHost } from '../happening.ts';
import type { Session } from '../initiator/session.ts';
import { enumerateUnits } from './enumeration.ts';
import { ISCSI_PORT_DRIVER, IscsiPortEvent, loginFailureEvents, lossEvents } from './iscsi-port-event.ts';
import { LogicalUnit } from './logical-unit.ts';
import type { PhysicalDevice } from './physical-device.ts';
import type { SystemLog } from './system-log.ts';

/** The port's number as HKLM\HARDWARE\DEVICEMAP\Scsi counts them, behind those of the computer's own disks. */
const PORT_NUMBER = 2;
/** AsyncEvent (RFC 7143 §11.9.1): the target requests a logout. */
const LOGOUT_REQUESTED = 1;

export interface IscsiPortOptions {
  readonly session: Session;
  /** The target's number on the port's bus. */
  readonly target: number;
  readonly clock: Clock;
  readonly log: SystemLog;
  readonly publish: PublishHost;
  /** Whoever takes the devices; what `arrived` answers is waited for. */
  readonly arrived: (device: PhysicalDevice) => Promise<void>;
  readonly departed: (device: PhysicalDevice) => void;
}

export class IscsiPort {
  readonly #options: IscsiPortOptions;
  readonly #scans = new Exclusive();
  readonly #unlisten: () => void;
  #units: readonly LogicalUnit[] = [];
  #lostAt = 0;
  /** Counts how often all units were taken away: a scan that began before that has nothing to say. */
  #removals = 0;

  constructor(options: IscsiPortOptions) {
    this.#options = options;
    const { session, publish } = options;
    const target = session.targetName;
    this.#unlisten = session.listen({
      lost: (problem, cause) => {
        this.#lostAt = options.clock.elapsed();
        const reason = lossEvents[cause];
        if (reason !== undefined) this.#write(reason.id, reason.text);
        this.#write(IscsiPortEvent.connectionLost, `Connection lost, trying to log in again: ${problem}`);
        publish({ event: 'host.connection-lost', target, problem });
      },
      attemptFailed: (problem, failure) => {
        this.#write(loginFailureEvents[failure], problem);
        publish({ event: 'host.login-refused', target, problem });
      },
      gone: () => {
        publish({ event: 'host.target-given-up', target, heldMs: this.#sinceLoss() });
        this.#removeAll();
      },
      recovered: (held) => {
        this.#write(IscsiPortEvent.reconnected, 'Connected again; what waited is sent again.');
        publish({ event: 'host.reconnected', target, afterMs: this.#sinceLoss(), held });
        if (!held) void this.rescan();
      },
      ended: () => {
        publish({ event: 'host.logged-out', target });
        this.#removeAll();
      },
      timedOut: ({ cdb }) => this.#write(IscsiPortEvent.requestTimedOut, `The request ${hex(cdb)} was not answered in time.`),
      managed: (_task, response) => {
        this.#write(IscsiPortEvent.taskManagementSent, 'A task management request was sent.');
        if (response === undefined) this.#write(IscsiPortEvent.taskManagementNotAnswered, 'The task management request was not answered.');
      },
      rejected: (reason) =>
        this.#write(IscsiPortEvent.rejected, `The target has rejected a PDU, for reason ${reason.toString(16).padStart(2, '0')}h.`),
      asyncMessage: (event) => {
        if (event === LOGOUT_REQUESTED) this.#write(IscsiPortEvent.logoutRequested, 'The target requests a logout.');
      },
    });
  }

  /** Looks what the target has now; resolves when devices that are new have been added. While the connection is lost, what is known stays. */
  rescan(): Promise<void> {
    return this.#scans.run(() => this.#scan());
  }

  /** Logs out; the devices are no longer looked after. */
  async close(): Promise<void> {
    const { session, publish } = this.#options;
    this.#unlisten();
    this.#removals++;
    for (const unit of this.#units) unit.remove();
    this.#units = [];
    if (session.state === 'ended') return;
    if (session.state === 'logged-in') await session.logOut();
    else session.drop();
    publish({ event: 'host.logged-out', target: session.targetName });
  }

  async #scan(): Promise<void> {
    const { session, target, arrived, departed } = this.#options;
    if (session.state !== 'logged-in') return;
    const removals = this.#removals;
    const found = await enumerateUnits(session);
    if (found === undefined || removals !== this.#removals) return;
    const before = this.#units;
    const kept = before.filter((unit) => found.some((one) => unit.isSame(one)));
    const added = found
      .filter((one) => !before.some((unit) => unit.isSame(one)))
      .map(
        (one) =>
          new LogicalUnit({
            session,
            found: one,
            address: { port: PORT_NUMBER, bus: 0, target, lun: one.lun },
            invalidateBusRelations: () => void this.rescan(),
          }),
      );
    this.#units = [...kept, ...added];
    for (const unit of before) {
      if (kept.includes(unit)) continue;
      unit.remove();
      departed(unit);
    }
    for (const unit of added) await arrived(unit);
  }

  #removeAll(): void {
    this.#removals++;
    const units = this.#units;
    this.#units = [];
    for (const unit of units) unit.remove();
    for (const unit of units) this.#options.departed(unit);
  }

  #sinceLoss(): number {
    return Math.round(this.#options.clock.elapsed() - this.#lostAt);
  }

  #write(id: number, text: string): void {
    const { log, session } = this.#options;
    log.write({ source: ISCSI_PORT_DRIVER, id, text: `${session.targetName}: ${text}` });
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase().replace(/..\B/g, '$& ');
