/**
 * The composition root: builds a lab from a home and its configuration and knows every room. The order of a start is the order of what may
 * fail: the home's lock, the configuration, the port; only then is anything on the disk touched.
 *
 *     import { Lab } from 'tapelab';
 *     const lab = await Lab.start({ home: 'tapelab-home', listen: '127.0.0.1:0' });
 *     console.log(lab.address);
 *     await lab.close();
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { diskStore } from './cartridge/disk-store.ts';
import { replaceWhole } from './cartridge/store.ts';
import { demoCartridge, demoConfiguration } from './config/demo.ts';
import { iscsiPort, parseEndpoint } from './config/endpoint.ts';
import { type LoadedConfiguration, parseConfiguration } from './config/load.ts';
import type { Actions } from './control/actions.ts';
import { register, runningServers } from './control/register.ts';
import type { LabView } from './control/views.ts';
import { DriveBay, type InventoryFailed } from './drive-bay.ts';
import { type Clock, systemClock } from './foundation/clock.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { type Endpoint, formatEndpoint, isWildcard } from './foundation/endpoint.ts';
import { type Happening, type Publish, publishNothing } from './foundation/event.ts';
import { systemErrorWords } from './foundation/system-error.ts';
import { UserError } from './foundation/user-error.ts';
import { configurationName, Home } from './home.ts';
import { iscsiNameProblem } from './iscsi/iscsi-name.ts';
import { IscsiNode } from './iscsi/iscsi-node.ts';
import { type DriveContent, emptyDrive } from './library/inventory.ts';
import { driveModels } from './models/index.ts';
import { ScsiTargetDevice } from './scsi/scsi-target-device.ts';
import { toLun } from './scsi/target.ts';
import { IscsiServer } from './server/iscsi-server.ts';
import { Capture } from './trace/capture.ts';
import { captureFile } from './trace/pcap.ts';

export interface LabOptions {
  /** The folder of cartridges, configuration and state; made when it is missing. */
  readonly home: string;
  /** Where to accept initiators; the configuration's address, or 127.0.0.1:3260, unless given. Port 0 takes a free one. */
  readonly listen?: Endpoint | string;
  /** What SendTargets tells; the address an initiator came to, unless given. */
  readonly advertise?: Endpoint | string;
  /** `tapelab.yaml` in the home, made when it is missing, unless given. */
  readonly configurationFile?: string;
  /** Captures all traffic into this file. */
  readonly pcapFile?: string;
  /** Hears everything that happens. */
  readonly publish?: Publish;
  readonly clock?: Clock;
}

/** What only the start of a lab can find. */
export type LabHappening =
  | (Happening & { readonly event: 'lab.demo-made'; readonly file: string; readonly barcode: string })
  /** The inventory names a cartridge that is gone, or the configuration one that is in another drive: the drive starts empty. */
  | (Happening & { readonly event: 'lab.drive-left-empty'; readonly drive: string; readonly barcode: string; readonly why: string })
  | InventoryFailed;

type End = () => unknown;

export class Lab {
  /** Where initiators are accepted. */
  readonly address: Endpoint;
  /** The address by which initiators are meant to reach it. */
  readonly advertised: Endpoint;
  readonly #home: Home;
  readonly #node: IscsiNode;
  readonly #bays: ReadonlyMap<string, DriveBay>;
  readonly #targets: LabView['targets'];
  readonly #end: () => Promise<void>;
  #closing: Promise<void> | undefined;

  private constructor(
    home: Home,
    node: IscsiNode,
    bays: ReadonlyMap<string, DriveBay>,
    targets: LabView['targets'],
    endpoints: Endpoints,
    end: End,
  ) {
    this.address = endpoints.address;
    this.advertised = endpoints.advertised;
    this.#home = home;
    this.#node = node;
    this.#bays = bays;
    this.#targets = targets;
    this.#end = async () => void (await end());
  }

  /** Resolves when initiators are accepted and the cartridges are in their drives. @throws UserError, and nothing has changed on the disk then */
  static async start(options: LabOptions): Promise<Lab> {
    const { publish = publishNothing, clock = systemClock } = options;
    /** What is to be undone at the end or when the start fails, the last first. */
    const ends: End[] = [];
    const end = () => inReverse(ends);
    try {
      const home = await Home.open(options.home, { program: 'tapelab serve', create: true, publish, clock });
      ends.push(() => home.close());
      const { loaded, demo } = await configurationOf(home, options.configurationFile);
      const { configuration } = loaded;
      const contents = await contentsOf(home, loaded, demo, publish);

      const bays = new Map<string, DriveBay>();
      const targets = Object.entries(configuration.targets).map(([name, { alias, luns }]) => {
        const units = Object.entries(luns).map(([number, drive]) => {
          const { model, serial } = configuration.drives[drive]!;
          const place = { name: drive, target: name, lun: Number(number) };
          const { room, inventory } = home;
          bays.set(drive, new DriveBay({ ...place, model: driveModels.get(model)!, serial, room, inventory, publish }));
          return { lun: Number(number), drive };
        });
        return { name, luns: units, ...(alias !== undefined && { alias }) };
      });
      ends.push(() => inReverse([...bays.values()].map((bay) => () => bay.close())));

      const advertise = endpointOf(options.advertise) ?? configuration.advertise;
      const devices = targets.map(({ luns, ...target }) => {
        const logicalUnits = new Map(luns.map(({ lun, drive }) => [toLun(lun), bays.get(drive)!.drive.logicalUnit]));
        return { ...target, device: new ScsiTargetDevice({ logicalUnits, publish }) };
      });
      const node = new IscsiNode({ targets: devices, publish, clock, ...(advertise && { advertise }) });

      let capture: Capture | undefined;
      ends.push(() => capture?.close());
      const server = new IscsiServer({ node, publish, clock, tap: (portal) => capture?.tap(portal) ?? portal });
      ends.push(() => server.close());
      const wanted = endpointOf(options.listen) ?? configuration.listen ?? { address: '127.0.0.1', port: iscsiPort };
      const address = await server.listen(wanted).catch(nameOccupant(wanted));
      if (options.pcapFile !== undefined) capture = new Capture({ sink: captureFile(options.pcapFile), clock, publish });

      // As after the power-on of real drives, initiators may find a drive not ready yet.
      if (demo !== undefined) await makeDemo(home, demo, publish);
      await home.inventory.retain(bays.keys());
      for (const [name, bay] of bays) await bay.restore(contents.get(name)!);

      const endpoints = { address, advertised: advertise ?? reachable(address) };
      const lab = new Lab(home, node, bays, targets, endpoints, end);
      home.control.serve(lab.#actions(), formatEndpoint(address));
      const unregister = await register(home.folder);
      ends.push(unregister, () => home.control.quiesce());
      return lab;
    } catch (error) {
      await end().catch(() => {});
      throw error;
    }
  }

  view(): LabView {
    const sessions = this.#node.sessions().map(({ since, target, ...session }) => ({
      ...session,
      since: new Date(since).toISOString(),
      ...(target !== undefined && { target }),
    }));
    return {
      server: this.#home.control.holder,
      targets: this.#targets,
      drives: [...this.#bays.values()].map((bay) => bay.view()),
      sessions,
    };
  }

  /** Ends the sessions in order, brings every buffer to its file, closes every cartridge clean and gives the home back. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #actions(): Actions {
    const bay = (name: string): DriveBay => {
      const found = this.#bays.get(name);
      if (found !== undefined) return found;
      throw new UserError('drive-unknown', `There is no drive '${name}'.`, { hint: didYouMean(name, this.#bays.keys()) });
    };
    return {
      ...this.#home.actions,
      status: async () => this.view(),
      'drive.load': async ({ drive, barcode }) => {
        await bay(drive).load(barcode);
        return bay(drive).view();
      },
      'drive.unload': async ({ drive, force }) => {
        await bay(drive).unload(force === true);
        return bay(drive).view();
      },
      'drive.eject': async ({ drive, force }) => ({ barcode: await bay(drive).eject(force === true), drive: bay(drive).view() }),
    };
  }
}

interface Endpoints {
  readonly address: Endpoint;
  readonly advertised: Endpoint;
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

const endpointOf = (endpoint: Endpoint | string | undefined): Endpoint | undefined =>
  typeof endpoint === 'string' ? parseEndpoint(endpoint) : endpoint;

/** The configuration, and the text of the demo's when it is still to be written. */
async function configurationOf(home: Home, given: string | undefined): Promise<{ loaded: LoadedConfiguration; demo: string | undefined }> {
  const known = { models: [...driveModels.keys()], iscsiNameProblem };
  const file = given ?? join(home.folder, configurationName);
  try {
    return { loaded: parseConfiguration(await readFile(file, 'utf8'), file, known), demo: undefined };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined) throw error;
    if (code !== 'ENOENT' || given !== undefined)
      throw new UserError('configuration-unreadable', `The configuration ${file} cannot be read: ${systemErrorWords(error as Error)}.`, {
        hint: 'name a file that is there with --config FILE, or leave it out for the one in the home.',
        cause: error,
      });
    const demo = demoConfiguration(`TL${randomBytes(4).toString('hex').toUpperCase()}`);
    return { loaded: parseConfiguration(demo, file, known), demo };
  }
}

/** What is to be in each drive: what was in it last, or, for a drive never seen before, what the configuration says. */
async function contentsOf(
  home: Home,
  { configuration, fault }: LoadedConfiguration,
  demo: string | undefined,
  publish: Publish<LabHappening>,
) {
  const barcodes = [...(await home.room.barcodes()), ...(demo === undefined ? [] : [demoCartridge])];
  const contents = new Map<string, DriveContent>();
  for (const [name, { cartridge }] of Object.entries(configuration.drives)) {
    const remembered = home.inventory.content(name);
    const barcode = remembered === undefined ? cartridge : remembered.cartridge;
    const elsewhere = barcode === undefined ? undefined : home.inventory.driveOf(barcode);
    contents.set(name, emptyDrive);
    if (barcode === undefined) continue;
    if (elsewhere !== undefined && elsewhere !== name && Object.hasOwn(configuration.drives, elsewhere))
      publish({ event: 'lab.drive-left-empty', drive: name, barcode, why: `it is in ${elsewhere}` });
    else if (barcodes.includes(barcode)) contents.set(name, remembered ?? { cartridge: barcode, loaded: true });
    else if (remembered !== undefined) publish({ event: 'lab.drive-left-empty', drive: name, barcode, why: 'it is no longer in the home' });
    else
      throw fault(
        ['drives', name, 'cartridge'],
        `There is no cartridge ${barcode} in the home.`,
        didYouMean(barcode, barcodes) ?? `make it with 'tapelab cartridge create ${barcode} --home ${home.folder}'.`,
      );
  }
  return contents;
}

async function makeDemo({ room, folder }: Home, text: string, publish: Publish<LabHappening>): Promise<void> {
  const file = join(folder, configurationName);
  if (!(await room.barcodes()).includes(demoCartridge)) await room.create({ barcode: demoCartridge });
  await replaceWhole(diskStore, file, [Buffer.from(text)]);
  publish({ event: 'lab.demo-made', file, barcode: demoCartridge });
}

/** Names the server that has the address already, if it is one of ours. */
const nameOccupant =
  (wanted: Endpoint) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof UserError) || error.code !== 'address-in-use') throw error;
    const occupant = (await runningServers()).find(({ listen }) => {
      const other = parseEndpoint(listen!);
      return other.port === wanted.port && (other.address === wanted.address || isWildcard(other.address) || isWildcard(wanted.address));
    });
    if (occupant === undefined) throw error;
    const { program, pid, home } = occupant;
    throw new UserError(
      'address-in-use',
      `Cannot listen on ${formatEndpoint(wanted)}: '${program}' (process ${pid}) serves the home ${home} there.`,
      {
        hint: `stop it with 'kill ${pid}', or listen elsewhere with --listen 127.0.0.1:0.`,
      },
    );
  };

/** An address that stands for all of this machine's, as one that an initiator can be told. */
function reachable(address: Endpoint): Endpoint {
  if (!isWildcard(address.address)) return address;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return { ...address, address: own.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1' };
}
