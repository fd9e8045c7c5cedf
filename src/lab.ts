/**
 * The composition root: builds a lab from a home and its configuration and knows every room. The order of a start is the order of what may
 * fail: the home's lock, the configuration, the port; only then is anything on the disk touched.
 *
 *     import { Lab } from 'tapelab';
 *     const lab = await Lab.start({ home: 'tapelab-home', listen: '127.0.0.1:0' });
 *     console.log(lab.address);
 *     await lab.close();
 */
import { join } from 'node:path';
import { type Bays, baysOf, driveView, libraryOf, logicalUnitOf } from './bays.ts';
import { expandBarcodes } from './cartridge/barcode.ts';
import { diskStore } from './cartridge/disk-store.ts';
import { replaceWhole } from './cartridge/store.ts';
import { demoCartridges } from './config/demo.ts';
import { parseEndpoint, parseReachable } from './config/endpoint.ts';
import { portalsOf, withPortal } from './config/portals.ts';
import type { Configuration } from './config/schema.ts';
import { configurationIn } from './configuration-file.ts';
import type { Actions } from './control/actions.ts';
import { register } from './control/register.ts';
import type { Token } from './control/token.ts';
import type { LabView } from './control/views.ts';
import type { DriveBay } from './drive-bay.ts';
import { faultActions } from './fault-actions.ts';
import { FaultSeams } from './fault-seams.ts';
import { type Clock, systemClock } from './foundation/clock.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { type Endpoint, formatEndpoint } from './foundation/endpoint.ts';
import type { Publish } from './foundation/event.ts';
import { UserError } from './foundation/user-error.ts';
import { configurationName, Home } from './home.ts';
import { IscsiNode } from './iscsi/iscsi-node.ts';
import type { NetworkPortal } from './iscsi/iscsi-node-options.ts';
import { LabFaults } from './lab-faults.ts';
import type { LabHappening } from './lab-happening.ts';
import { LabScenarios } from './lab-scenarios.ts';
import { LabTrace } from './lab-trace.ts';
import { libraryActions } from './library-actions.ts';
import { nodeOptions, serverLimits } from './node-options.ts';
import type { Operator } from './scenario/operator.ts';
import { scenarioActions } from './scenario-actions.ts';
import { ScsiTargetDevice } from './scsi/scsi-target-device.ts';
import { toLun } from './scsi/target.ts';
import { openPortals, reachableAt } from './served-portals.ts';
import { IscsiServer } from './server/iscsi-server.ts';
import { sessionActions, sessionView } from './session-actions.ts';
import { ownersOf, startingPlaces } from './starting-places.ts';
import { toldActions } from './told-actions.ts';
import { Capture } from './trace/capture.ts';
import { Chronicle } from './trace/chronicle.ts';
import { captureFile } from './trace/pcap.ts';
import { Recollection } from './trace/recollection.ts';
import { slabFile } from './trace/slab-file.ts';
import { TraceEntries } from './trace-entries.ts';
import type { Portal } from './wire/portal.ts';

export interface LabOptions {
  /** The folder of cartridges, configuration and state; made when it is missing. */
  readonly home: string;
  /** The one place where to accept initiators; the configuration's portals, or 127.0.0.1:3260, unless given. Port 0 takes a free one. */
  readonly listen?: Endpoint | string;
  /** What SendTargets tells; the address an initiator came to, unless given. */
  readonly advertise?: Endpoint | string;
  /** Where programs may ask over HTTP: there, or at the first of these places that is free; nowhere unless given. */
  readonly control?: Endpoint | string | readonly Endpoint[];
  /** `tapelab.yaml` in the home, made when it is missing, unless given. */
  readonly configurationFile?: string;
  /** Captures all traffic into this file. */
  readonly pcapFile?: string;
  /** What is remembered of the traffic: of the recent one all but most of the data, unless `full`, all there has been. */
  readonly trace?: 'recent' | 'full';
  /** Hears everything that happens. */
  readonly publish?: Publish;
  readonly clock?: Clock;
  /** Wraps each connection's bytes, right above its socket. */
  readonly tap?: (portal: Portal) => Portal;
}

type End = () => unknown;

/** In the home, while the whole trace is kept. */
const wholeTraceName = 'trace.slabs';

export class Lab {
  /** Where initiators are accepted; the first place of several. */
  readonly address: Endpoint;
  /** The address by which initiators are meant to reach it. */
  readonly advertised: Endpoint;
  readonly configuration: Configuration;
  /** What programs are asked for over HTTP, where other machines can reach it, and the file that it is kept in. */
  readonly token: Token | undefined;
  /** The faults that are in force. */
  readonly faults: LabFaults;
  /** Scenarios run here, one at a time. */
  readonly scenarios: LabScenarios;
  /** What can be asked of it, as of a server. */
  readonly actions: Actions;
  /** What has happened, and what happens. */
  readonly trace: LabTrace;
  /** The configuration's file, where it tells its secrets to other users of this machine. */
  readonly readableSecrets: string | undefined;
  readonly #parts: Parts;
  readonly #end: () => Promise<void>;
  #closing: Promise<void> | undefined;

  private constructor(parts: Parts, end: End) {
    const { listen, advertise } = parts.portals[0]!;
    this.address = listen;
    this.advertised = advertise;
    this.configuration = parts.configuration;
    this.token = parts.home.control.token;
    this.faults = new LabFaults(parts.seams.faults);
    this.scenarios = parts.scenarios;
    this.readableSecrets = parts.readableSecrets;
    this.trace = parts.trace;
    this.#parts = parts;
    this.actions = toldActions(this.#actions(), parts.publish);
    this.#end = async () => void (await end());
  }

  /** Resolves when initiators are accepted and the cartridges are in their drives. @throws UserError, and nothing has changed on the disk then */
  static async start(options: LabOptions): Promise<Lab> {
    const { clock = systemClock } = options;
    const chronicle = new Chronicle(clock);
    const entries = new TraceEntries(chronicle);
    const publish: Publish = (event) => {
      entries.hear(event);
      options.publish?.(event);
    };
    const tell: Publish<LabHappening> = publish;
    /** What is to be undone at the end or when the start fails, the last first. */
    const ends: End[] = [];
    const end = () => inReverse(ends);
    try {
      const seams = new FaultSeams({ clock, publish });
      const medium = { store: seams.store, around: seams.volume };
      const home = await Home.open(options.home, { program: 'tapelab serve', create: true, medium, publish, clock });
      ends.push(() => home.close());
      const file = options.configurationFile ?? join(home.folder, configurationName);
      const loaded = await configurationIn(file, { optional: options.configurationFile === undefined });
      const configuration = withPortal(loaded.configuration, {
        listen: asEndpoint(options.listen, parseEndpoint),
        advertise: asEndpoint(options.advertise, parseReachable),
      });
      const ofDemo = loaded.demo === undefined ? [] : demoSpecifications.map(({ barcode }) => barcode);
      const barcodes = new Set([...(await home.room.barcodes()), ...ofDemo]);
      const changes = startingPlaces(home, barcodes, loaded, publish);

      const bays = await baysOf(configuration, { home, aroundRobot: seams.robot, loaderOf: seams.loader, publish, clock });
      ends.push(() => Promise.all(bays.memories.map((memory) => memory.settled())));
      ends.push(() => inReverse([...bays.drives.values()].map((bay) => () => bay.close())));
      ends.push(() => Promise.all([...bays.libraries.values()].map(({ library }) => library.atRest())));
      const devices = new Map(
        Object.entries(configuration.targets).map(([target, { luns }]) => {
          const units = Object.entries(luns).map(([lun, name]) => [toLun(Number(lun)), logicalUnitOf(bays, name)] as const);
          return [target, new ScsiTargetDevice({ logicalUnits: new Map(units), publish })];
        }),
      );
      let portals: readonly NetworkPortal[] = [];
      const node = new IscsiNode({
        ...nodeOptions(configuration, (target) => devices.get(target)!),
        portals: () => portals,
        publish,
        clock,
      });

      entries.built({ configuration, bays });
      seams.built({ configuration, bays, node, devices, room: home.room });

      let capture: Capture | undefined;
      ends.push(() => capture?.close());
      const older = options.trace === 'full' ? slabFile(join(home.folder, wholeTraceName)) : undefined;
      const recollection = new Recollection({ clock, ...(older && { older, dataBytes: Number.POSITIVE_INFINITY }) });
      ends.push(() => recollection.close());
      const tap = (portal: Portal): Portal => {
        const remembered = recollection.tap(options.tap?.(portal) ?? portal);
        return capture?.tap(remembered) ?? remembered;
      };
      const server = new IscsiServer({ node, publish, clock, tap, between: seams.between, limits: serverLimits(configuration) });
      seams.served(server);
      ends.push(() => seams.faults.settled());
      ends.push(() => server.close());
      portals = await openPortals(server, portalsOf(configuration));
      await home.control.listen(placesOf(options.control ?? []));
      if (options.pcapFile !== undefined) capture = new Capture({ sink: captureFile(options.pcapFile), clock, publish });

      // As after the power-on of real drives, initiators may find a drive not ready yet.
      if (loaded.demo !== undefined) await makeDemo(home, loaded.demo, publish);
      const owners = ownersOf(configuration);
      await home.inventory.retain(owners);
      await home.inventory.change(changes, owners);
      for (const [drive, bay] of bays.drives) {
        const barcode = home.inventory.occupant({ drive });
        if (barcode === undefined) continue;
        const why = await bay.restore(barcode, home.inventory.placement(barcode)!);
        if (why !== undefined) tell({ event: 'lab.place-left-empty', place: drive, barcode, why });
      }
      for (const { library } of bays.libraries.values()) await library.restore();

      const readableSecrets = loaded.tellsSecrets ? file : undefined;
      if (readableSecrets !== undefined) tell({ event: 'lab.secrets-readable', file });
      await home.control.takeToken();
      const trace = new LabTrace({
        chronicle,
        recollection,
        clock,
        describeCdb: entries.describeCdb,
        targetOf: entries.targetOf,
        devices: entries.devices,
      });
      const operator = (): Operator => lab.#actions();
      const { outstanding } = entries;
      const scenarios = new LabScenarios({ home, configuration, faults: seams.faults, chronicle, clock, operator, outstanding });
      const lab: Lab = new Lab(
        {
          home,
          node,
          bays,
          seams,
          scenarios,
          chronicle,
          trace,
          configuration,
          readableSecrets,
          portals: portals.map(portalView),
          publish,
        },
        end,
      );
      home.control.serve(lab.actions, portals.map(({ listen }) => formatEndpoint(listen)).join(', '));
      const unregister = await register(home.folder);
      ends.push(unregister, () => home.control.quiesce());
      ends.push(() => scenarios.close());
      // First of all: no fault is in force, and nobody waits for a tape, an arm or a disk any more.
      ends.push(() => {
        trace.hurry();
        seams.end();
        for (const { drive } of bays.drives.values()) drive.hurry();
        for (const { library } of bays.libraries.values()) library.hurry();
      });
      return lab;
    } catch (error) {
      await end().catch(() => {});
      throw error;
    }
  }

  view(): LabView {
    const { home, node, bays, portals, configuration } = this.#parts;
    const targets = Object.entries(configuration.targets).map(([name, { alias, luns }]) => ({
      name,
      luns: Object.entries(luns).map(([lun, name]) => ({ lun: Number(lun), [bays.libraries.has(name) ? 'library' : 'drive']: name })),
      ...(alias !== undefined && { alias }),
    }));
    return {
      server: home.control.holder,
      portals: [...portals],
      targets,
      libraries: [...bays.libraries.values()].map((bay) => bay.summary()),
      drives: [...bays.drives.values()].map((bay) => driveView(bays, bay)),
      sessions: node.sessions().map(sessionView),
    };
  }

  /** Ends the sessions in order, brings every buffer to its file, closes every cartridge clean and gives the home back. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #actions(): Actions {
    const { home, node, bays, seams, scenarios, trace } = this.#parts;
    const bay = (name: string): DriveBay => {
      const found = bays.drives.get(name);
      if (found !== undefined) return found;
      throw new UserError('drive-unknown', `There is no drive '${name}'.`, { hint: didYouMean(name, bays.drives.keys()) });
    };
    /** A drive in a library is reached by hand through its door. */
    const byHand = <T>(drive: string, work: () => Promise<T>): Promise<T> => {
      const library = libraryOf(bays, drive);
      return library === undefined ? work() : library.library.byHand(work, drive);
    };
    return {
      ...home.actions,
      ...sessionActions(node, (tsih) => seams.reset(tsih)),
      ...faultActions(seams.faults, {
        device: [...bays.drives.keys(), ...bays.libraries.keys()],
        target: Object.keys(this.configuration.targets),
      }),
      ...scenarioActions(scenarios),
      ...libraryActions(bays.libraries, home.actions),
      ...trace.actions,
      status: async () => this.view(),
      'drive.list': async () => [...bays.drives.values()].map((bay) => driveView(bays, bay)),
      'drive.show': async ({ drive }) => driveView(bays, bay(drive)),
      'drive.load': async ({ drive, barcode }) => {
        await (barcode === undefined ? bay(drive).load(barcode) : byHand(drive, () => bay(drive).load(barcode)));
        return driveView(bays, bay(drive));
      },
      'drive.unload': async ({ drive, force }) => {
        await bay(drive).unload(force === true);
        return driveView(bays, bay(drive));
      },
      'drive.insert': async ({ drive, barcode }) => {
        await byHand(drive, () => bay(drive).insert(barcode));
        return driveView(bays, bay(drive));
      },
      'drive.stack': async ({ drive, barcodes }) => {
        await bay(drive).stack(barcodes);
        return driveView(bays, bay(drive));
      },
      'drive.eject': async ({ drive, force }) => ({
        barcode: await byHand(drive, () => bay(drive).eject(force === true)),
        drive: driveView(bays, bay(drive)),
      }),
    };
  }
}

/** `Lab.start`, for programs that speak of labs as things to be created. */
export const createLab = (options: LabOptions): Promise<Lab> => Lab.start(options);

interface Parts {
  readonly home: Home;
  readonly node: IscsiNode;
  readonly bays: Bays;
  readonly seams: FaultSeams;
  readonly scenarios: LabScenarios;
  readonly chronicle: Chronicle;
  readonly trace: LabTrace;
  readonly configuration: Configuration;
  readonly readableSecrets: string | undefined;
  readonly portals: LabView['portals'];
  readonly publish: Publish;
}

/** All of them, whatever some of them throw; the first error is thrown in the end. */
async function inReverse(ends: readonly End[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of [...ends].reverse()) {
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

const asEndpoint = (endpoint: Endpoint | string | undefined, parse: (text: string) => Endpoint): Endpoint | undefined =>
  typeof endpoint === 'string' ? parse(endpoint) : endpoint;

const placesOf = (control: Endpoint | string | readonly Endpoint[]): readonly Endpoint[] =>
  typeof control === 'string' ? [parseEndpoint(control)] : 'port' in control ? [control] : control;

const portalView = (portal: NetworkPortal): LabView['portals'][number] => ({
  listen: portal.listen,
  advertise: reachableAt(portal),
  group: portal.portalGroupTag,
});

const demoSpecifications = demoCartridges.flatMap(({ barcodes, ...specification }) =>
  expandBarcodes(barcodes).map((barcode) => ({ barcode, ...specification })),
);

/** The cartridges first, all of them or none; without the configuration the next start makes what is missing. */
async function makeDemo({ room, folder }: Home, text: string, publish: Publish<LabHappening>): Promise<void> {
  const file = join(folder, configurationName);
  const present = new Set(await room.barcodes());
  await room.createAll(demoSpecifications.filter(({ barcode }) => !present.has(barcode)));
  await replaceWhole(diskStore, file, [Buffer.from(text)]);
  publish({ event: 'lab.demo-made', file, cartridges: demoSpecifications.length });
}
