/**
 * The seams of the house where faults can be: everything that `faults/` wraps, wrapped, and what deeds lay hands on. `lab.ts` builds a lab with these,
 * and with no rule in force it behaves as one without.
 */
import { existsSync } from 'node:fs';
import type { Bays } from './bays.ts';
import type { CartridgeRoom } from './cartridge/cartridge-room.ts';
import { diskStore } from './cartridge/disk-store.ts';
import type { Volume } from './cartridge/volume.ts';
import type { Configuration } from './config/schema.ts';
import { Faults } from './faults/faults.ts';
import { faultyCommands } from './faults/faulty-commands.ts';
import { FaultyConnection } from './faults/faulty-connection.ts';
import { FaultyLoader } from './faults/faulty-loader.ts';
import { FaultyRobot } from './faults/faulty-robot.ts';
import { FaultyStore } from './faults/faulty-store.ts';
import { FaultyVolume } from './faults/faulty-volume.ts';
import type { Hands, Waiting } from './faults/hands.ts';
import type { Occurrence } from './faults/occurrence.ts';
import type { Clock } from './foundation/clock.ts';
import type { Publish } from './foundation/event.ts';
import { handsOnLibraries } from './hands-on-libraries.ts';
import { handsOnMedia } from './hands-on-media.ts';
import { handsOnPortals } from './hands-on-portals.ts';
import { type HandOnUnit, handlesOf, unitsAt } from './hands-on-units.ts';
import type { IscsiNode } from './iscsi/iscsi-node.ts';
import { initiatorPortName, targetPortName } from './iscsi/sessions.ts';
import type { Robot } from './library/robot.ts';
import type { ScsiTargetDevice } from './scsi/scsi-target-device.ts';
import type { Nexus } from './scsi/target.ts';
import type { IscsiServer } from './server/iscsi-server.ts';
import { type Loader, plainLoader } from './tape/loader.ts';
import type { Portal } from './wire/portal.ts';

/** What of the lab there is only when its seams have been built in. */
interface BuiltLab {
  readonly configuration: Configuration;
  readonly bays: Bays;
  readonly node: IscsiNode;
  /** By the names of their targets. */
  readonly devices: ReadonlyMap<string, ScsiTargetDevice>;
  readonly room: CartridgeRoom;
}

export class FaultSeams {
  readonly faults: Faults;
  /** The files of cartridges. */
  readonly store: FaultyStore;
  /** Oldest first. */
  readonly connections = new Set<FaultyConnection>();
  readonly #clock: Clock;
  /** Cartridges that have been mounted, by barcode. */
  readonly #volumes = new Map<string, FaultyVolume>();
  #units: readonly HandOnUnit[] = [];
  #lab: BuiltLab | undefined;
  #server: IscsiServer | undefined;
  #connectionCount = 0;

  constructor({ clock, publish }: { readonly clock: Clock; readonly publish: Publish }) {
    this.#clock = clock;
    this.faults = new Faults({ clock, publish, fileExists: existsSync });
    this.store = new FaultyStore(diskStore, { ...this.#aboutCartridges(), clock });
  }

  /** A cartridge that has been mounted, as its drive gets it. */
  readonly volume = (volume: Volume): Volume => {
    const faulty: FaultyVolume = new FaultyVolume(volume, {
      ...this.#aboutCartridges(),
      closed: () => {
        // It may have been mounted once more meanwhile.
        if (this.#volumes.get(volume.barcode) === faulty) this.#volumes.delete(volume.barcode);
      },
    });
    this.#volumes.set(volume.barcode, faulty);
    return faulty;
  };

  /** A drive's loader. */
  readonly loader = (at: { readonly device: string; readonly target: string }): Loader =>
    new FaultyLoader(plainLoader, { faults: this.faults, ...at });

  /** An initiator's connection. */
  readonly between = (portal: Portal): FaultyConnection => {
    const connection: FaultyConnection = new FaultyConnection(portal, {
      faults: this.faults,
      clock: this.#clock,
      number: ++this.#connectionCount,
      describe: (target, lun, cdb) => {
        const unit = this.#units.find((one) => one.target === target && one.lun === lun);
        const row = unit?.logicalUnit.commands.find(cdb);
        if (unit === undefined || typeof row !== 'object') return {};
        return { device: unit.device, command: row.name, whereabouts: unit.whereabouts };
      },
      closed: () => this.connections.delete(connection),
    });
    this.connections.add(connection);
    return connection;
  };

  /** A library's robot. */
  readonly robot = (robot: Robot, { device, target }: { readonly device: string; readonly target: string }): Robot =>
    new FaultyRobot(robot, { faults: this.faults, clock: this.#clock, device, target });

  /** The lab stands: its units' commands pass through here from now on, and deeds can be done to it. */
  built(lab: BuiltLab): void {
    this.#lab = lab;
    this.#units = handlesOf(lab);
    for (const unit of this.#units)
      unit.logicalUnit.interpose(
        faultyCommands({
          faults: this.faults,
          unit,
          whereabouts: unit.whereabouts,
          sessionOf: (nexus) => this.#sessionOf(nexus),
        }),
      );
    this.faults.laidOn(this.#hands(lab));
  }

  /** The lab closes: the faults are over, and nothing waits or is held up by one any more. */
  end(): void {
    this.faults.end();
    for (const connection of this.connections) connection.relieve();
    this.store.hurry();
  }

  /** Breaks off the connections of a session; answers whether there was one. */
  reset(session: number): boolean {
    const own = [...this.connections].filter((one) => one.session === session);
    for (const connection of own) connection.reset();
    return own.length > 0;
  }

  /** The portals can be shut from now on. */
  served(server: IscsiServer): void {
    this.#server = server;
  }

  #hands({ bays, room }: BuiltLab): Omit<Hands, keyof Waiting> {
    return {
      ...handsOnLibraries(bays, (device) => this.#units.find((one) => one.device === device)?.target),
      ...handsOnMedia({
        drives: bays.drives,
        volumes: this.#volumes,
        deviceAt: (target, lun) => this.#units.find((one) => one.target === target && one.lun === lun)?.device,
        folderOf: (barcode) => room.folderOf(barcode),
      }),
      units: (where) => unitsAt(this.#units, where),
      breakOffSessions: (target) => this.#breakOffSessions(target),
      portals: handsOnPortals(() => this.#server),
      connections: ({ target, device, initiator, session, connection }) => {
        const wanted = target ?? (device === undefined ? undefined : unitsAt(this.#units, { device })[0]!.target);
        return [...this.connections].filter(
          (one) =>
            (connection === undefined || one.number === connection) &&
            (wanted === undefined || one.target === wanted) &&
            (initiator === undefined || one.initiator === initiator) &&
            (session === undefined || one.session === session),
        );
      },
    };
  }

  #breakOffSessions(target: string): void {
    const node = this.#lab!.node;
    for (const { tsih } of node.sessions().filter((one) => one.target === target)) {
      this.reset(tsih);
      node.endSession(tsih, { announce: false });
    }
  }

  #aboutCartridges() {
    const describe = (barcode: string): Pick<Occurrence, 'device' | 'target' | 'whereabouts'> => {
      const bay = [...(this.#lab?.bays.drives.values() ?? [])].find(({ drive }) => drive.state().barcode === barcode);
      const unit = this.#units.find(({ device }) => device === bay?.name);
      return unit === undefined ? {} : { device: unit.device, target: unit.target, whereabouts: unit.whereabouts };
    };
    return { faults: this.faults, describe };
  }

  #sessionOf({ initiatorPort, targetPort }: Nexus): number | undefined {
    return this.#lab?.node
      .sessions()
      .find(
        ({ initiatorName, isid, target, portalGroupTag }) =>
          target !== undefined &&
          initiatorPortName({ initiatorName, isid: Buffer.from(isid, 'hex') }) === initiatorPort &&
          targetPortName(target, portalGroupTag) === targetPort,
      )?.tsih;
  }
}
