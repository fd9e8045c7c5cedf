/**
 * A computer that runs: it has logged in to its persistent targets one after the other, looked what they have, and had it named; then programs may begin.
 * A portal or target that is not there is tried again as often as one that was lost, and its devices come whenever it does (unconfirmed for a start).
 */
import { type Endpoint, formatEndpoint } from '../../foundation/endpoint.ts';
import type { NamedDevice } from '../happening.ts';
import type { DiscoveredTarget, Initiator } from '../initiator/initiator.ts';
import { LoginError } from '../initiator/login-error.ts';
import type { Computer, ComputerOptions, InstalledDriver } from './computer.ts';
import { IscsiPort } from './iscsi-port.ts';
import { ISCSI_PORT_DRIVER, loginFailureEvents } from './iscsi-port-event.ts';
import { DeviceNames } from './names.ts';
import { ObjectNamespace } from './object-namespace.ts';
import { PlugAndPlay } from './plug-and-play.ts';
import type { SystemLog } from './system-log.ts';
import type { WindowsVersion } from './version.ts';
import type { DeviceHandle, Win32 } from './win32.ts';
import { win32OfProgram } from './win32-of-program.ts';

/** What a computer needs of an initiator. */
export type TargetAccess = Pick<Initiator, 'discover' | 'logIn'>;

/** DelayBetweenReconnect. */
const TRY_AGAIN_MS = 5_000;

/** A computer whose initiator and drivers are there. */
export class RunningComputer implements Computer {
  readonly version: WindowsVersion;
  readonly #options: ComputerOptions;
  readonly #access: TargetAccess;
  readonly #log: SystemLog;
  readonly #namespace = new ObjectNamespace();
  readonly #plugAndPlay: PlugAndPlay;
  readonly #handles = new Set<DeviceHandle>();
  readonly #ports: IscsiPort[] = [];
  readonly #triesToCome = new Set<() => void>();
  /** Persistent targets by the order in which they were found. */
  readonly #targets = new Set<string>();
  #off = false;

  constructor(options: ComputerOptions & { readonly drivers: readonly InstalledDriver[] }, access: TargetAccess) {
    const { version, clock, publish, registry, drivers } = options;
    this.version = version;
    this.#options = options;
    this.#access = access;
    this.#log = { write: (entry) => publish({ event: 'host.system-log', ...entry }) };
    this.#plugAndPlay = new PlugAndPlay({
      drivers,
      namespace: this.#namespace,
      names: new DeviceNames(registry, this.#namespace),
      surroundings: { version, clock, log: this.#log },
      publish,
    });
  }

  get devices(): readonly NamedDevice[] {
    return this.#plugAndPlay.devices;
  }

  win32(program: string): Win32 {
    return win32OfProgram(program, {
      plugAndPlay: this.#plugAndPlay,
      publish: this.#options.publish,
      dosDevices: () => this.#namespace.links('\\DosDevices'),
      handles: this.#handles,
    });
  }

  async start(): Promise<void> {
    for (const portal of this.#options.portals) await this.#discover(portal);
    this.#options.publish({ event: 'host.started', system: this.version.title });
  }

  async rescan(): Promise<void> {
    await Promise.all(this.#ports.map((port) => port.rescan()));
  }

  async shutDown(): Promise<void> {
    if (this.#off) return;
    this.#off = true;
    for (const cancel of this.#triesToCome) cancel();
    for (const handle of [...this.#handles]) handle.close();
    this.#plugAndPlay.stop();
    await Promise.all(this.#ports.map((port) => port.close()));
    this.#options.publish({ event: 'host.shut-down', system: this.version.title });
  }

  async #discover(portal: Endpoint): Promise<void> {
    const { targets: wanted } = this.#options;
    const found = await this.#attempt(formatEndpoint(portal), () => this.#access.discover(portal));
    if (found === undefined) return this.#tryAgain(() => this.#discover(portal));
    for (const target of found) {
      const { name } = target;
      if (this.#targets.has(name) || wanted?.includes(name) === false) continue;
      const number = this.#targets.size;
      this.#targets.add(name);
      await this.#logIn(name, portalOf(target, portal), number);
    }
  }

  async #logIn(targetName: string, portal: Endpoint, number: number): Promise<void> {
    const session = await this.#attempt(targetName, () => this.#access.logIn(portal, targetName));
    if (session === undefined) return this.#tryAgain(() => this.#logIn(targetName, portal, number));
    if (this.#off) return session.drop();
    const { clock, publish } = this.#options;
    publish({ event: 'host.logged-in', target: targetName, portal: session.portal });
    const port = new IscsiPort({
      session,
      target: number,
      clock,
      log: this.#log,
      publish,
      arrived: (device) => this.#plugAndPlay.add(device),
      departed: (device) => this.#plugAndPlay.remove(device),
    });
    this.#ports.push(port);
    await port.rescan();
  }

  /** `undefined`: it came to nothing, which is told. `target`: its name, or the portal that was asked for names. */
  async #attempt<T>(target: string, login: () => Promise<T>): Promise<T | undefined> {
    try {
      return await login();
    } catch (error) {
      if (!(error instanceof LoginError)) throw error;
      this.#log.write({ source: ISCSI_PORT_DRIVER, id: loginFailureEvents[error.failure], text: `${target}: ${error.message}` });
      this.#options.publish({ event: 'host.login-refused', target, problem: error.message });
      return undefined;
    }
  }

  #tryAgain(action: () => Promise<void>): void {
    if (this.#off) return;
    const cancel = this.#options.clock.schedule(TRY_AGAIN_MS, () => {
      this.#triesToCome.delete(cancel);
      void action();
    });
    this.#triesToCome.add(cancel);
  }
}

/** The portal that was asked where the target is there too, else the first it names. */
function portalOf({ addresses }: DiscoveredTarget, asked: Endpoint): Endpoint {
  const portals = addresses.map(({ endpoint }) => endpoint);
  return portals.find(({ address, port }) => address === asked.address && port === asked.port) ?? portals[0] ?? asked;
}
