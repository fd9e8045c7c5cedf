/**
 * The lab that a file's tests speak to: one per file, in this process, on a free port of the loopback and with a home that is thrown away.
 * What its drives hold is chosen so that every end of a tape is near.
 *
 *     …:tape        LUN 0  a cartridge of ordinary size
 *     …:shelf       LUN 0  a cartridge of 1 MiB with early warning 256 KiB before its end
 *                   LUN 1  a write-protected cartridge
 *                   LUN 2  no cartridge
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CartridgeRoom } from '../../src/cartridge/cartridge-room.ts';
import type { CartridgeSpecification } from '../../src/cartridge/cartridge-specification.ts';
import type { Actions } from '../../src/control/actions.ts';
import { ControlClient } from '../../src/control/control-client.ts';
import type { Clock } from '../../src/foundation/clock.ts';
import type { Happening } from '../../src/foundation/event.ts';
import { Lab } from '../../src/lab.ts';
import type { Portal } from '../../src/wire/portal.ts';
import * as cdb from './cdb.ts';
import { type Address, bounded, Connection } from './connection.ts';
import { Initiator } from './initiator.ts';
import { type LoginOptions, logIn } from './login.ts';
import type { CommandOptions } from './task.ts';

const KiB = 1024;

export const tape = 'iqn.2026-11.local.conformance:tape';
export const shelf = 'iqn.2026-11.local.conformance:shelf';
export const smallCartridge = { lun: 0, capacityBytes: 1024 * KiB, earlyWarningBytes: 256 * KiB } as const;
export const protectedLun = 1;
export const emptyLun = 2;

const configuration = `
drives:
  tape: { model: lto-8, serial: CONFORM001, cartridge: CNF001L8 }
  small: { model: lto-8, serial: CONFORM002, cartridge: CNF002L8 }
  protected: { model: lto-8, serial: CONFORM003, cartridge: CNF003L8 }
  empty: { model: lto-8, serial: CONFORM004 }
targets:
  ${tape}: { luns: { 0: tape } }
  ${shelf}: { luns: { 0: small, 1: protected, 2: empty } }
`;

export interface LabOptions {
  readonly configuration?: string;
  /** Cartridges to make beside those that are always there. */
  readonly cartridges?: readonly CartridgeSpecification[];
  /** Lines of the configuration beside drives and targets: limits, portals and the like. */
  readonly settings?: string;
  /** A clock that the test moves, where the lab is to wait for what would take long. */
  readonly clock?: Clock;
  readonly advertise?: { readonly address: string; readonly port: number };
  /** Listens where the configuration says; on a free port of the loopback unless given. */
  readonly portals?: 'configured';
  /** Captures all traffic into this file. */
  readonly pcapFile?: string;
  /** Remembers all of the traffic. */
  readonly trace?: 'full';
  /** What stands between each connection's socket and the rest. */
  readonly tap?: (portal: Portal) => Portal;
}

export type SessionOptions = LoginOptions & {
  /** The portal to come to; the first unless given. */
  readonly at?: Address;
};

/** A lab that runs, and how to come to it. */
interface Running {
  readonly lab: Lab;
  readonly portals: readonly Address[];
  readonly operator: Actions;
}

export class LabUnderTest {
  readonly #start: () => Promise<Running>;
  readonly #home: string;
  readonly #chronicle: Chronicle;
  readonly #open: Connection[] = [];
  #running: Running;

  static async start(options: LabOptions = {}): Promise<LabUnderTest> {
    const home = await mkdtemp(join(tmpdir(), 'tapelab-conformance-'));
    const cartridges = new CartridgeRoom({ folder: join(home, 'cartridges') });
    await cartridges.createAll([
      { barcode: 'CNF001L8', capacityBytes: 256 * KiB * KiB, earlyWarningBytes: 16 * KiB * KiB },
      { barcode: 'CNF002L8', ...smallCartridge },
      { barcode: 'CNF003L8', writeProtected: true },
      { barcode: 'CNF004L8', capacityBytes: 16 * KiB * KiB },
      ...(options.cartridges ?? []),
    ]);
    await writeFile(join(home, 'tapelab.yaml'), `${options.configuration ?? configuration}${options.settings ?? ''}`);
    const chronicle = new Chronicle();
    const start = async (): Promise<Running> => {
      const lab = await Lab.start({
        home,
        ...(options.portals === undefined && { listen: { address: '127.0.0.1', port: 0 } }),
        ...(options.pcapFile !== undefined && { pcapFile: options.pcapFile }),
        ...(options.trace && { trace: options.trace }),
        ...(options.advertise && { advertise: options.advertise }),
        ...(options.clock && { clock: options.clock }),
        ...(options.tap && { tap: options.tap }),
        publish: (event: Happening) => chronicle.write(event),
      });
      const operator = (await ControlClient.find(home))!.actions;
      const portals = (await operator.status({})).portals.map(({ listen }) => ({ host: listen.address, port: listen.port }));
      return { lab, portals, operator };
    };
    return new LabUnderTest(await start(), start, home, chronicle);
  }

  private constructor(running: Running, start: () => Promise<Running>, home: string, chronicle: Chronicle) {
    this.#running = running;
    this.#start = start;
    this.#home = home;
    this.#chronicle = chronicle;
  }

  /** Where it listens, as its configuration lists it. */
  get portals(): readonly Address[] {
    return this.#running.portals;
  }

  /** The first of them. */
  get address(): Address {
    return this.portals[0]!;
  }

  /** The faults of the lab, as a program uses them. */
  get faults(): Lab['faults'] {
    return this.#running.lab.faults;
  }

  /** What the lab has put down of what happened. */
  get trace(): Lab['trace'] {
    return this.#running.lab.trace;
  }

  /** Scenarios in the lab, as a program runs them. */
  get scenarios(): Lab['scenarios'] {
    return this.#running.lab.scenarios;
  }

  /** What the operator does: the verbs of the command line, by the home's control channel. */
  get operator(): Actions {
    return this.#running.operator;
  }

  /** Off and on again with the same home, at another port: no session is left, and drives keep what outlives a loss of power. */
  async restart(): Promise<void> {
    await this.hangUp();
    await this.#running.lab.close();
    this.#running = await this.#start();
  }

  /** The first event of this name, since the test began or still to come, for which `where` holds. */
  happening(name: string, where: (event: Told) => boolean = () => true): Promise<Told> {
    return bounded(this.#chronicle.find(name, where), () => `${name}; there was ${this.#chronicle.names().join(', ') || 'nothing'}`);
  }

  /** All that it has told of itself since the test began. */
  get happenings(): readonly Told[] {
    return this.#chronicle.events;
  }

  /** A connection on which nothing has been said. */
  async connect(address: Address = this.address): Promise<Connection> {
    const connection = await Connection.open(address);
    this.#open.push(connection);
    return connection;
  }

  /** A session in full feature phase, with `tape` unless told otherwise. */
  async logIn(options: SessionOptions = {}): Promise<Initiator> {
    const { at, ...rest } = options;
    const connection = await this.connect(at);
    const login = await logIn(connection, { ...(options.discovery ? {} : { targetName: tape }), ...rest });
    expect(login, 'the login').toMatchObject({ statusClass: 0, statusDetail: 0 });
    return new Initiator(connection, login, options.cmdSn ?? 1);
  }

  /** A session that has been told every unit attention, of LUN 0 or the one given. */
  async attach(options: SessionOptions & { lun?: number } = {}): Promise<Initiator> {
    const { lun = 0, ...login } = options;
    const initiator = await this.logIn(login);
    await acknowledgeAttentions(initiator, lun);
    return initiator;
  }

  /** The same at the beginning of an empty tape. */
  async attachToBlank(options: SessionOptions & { lun?: number } = {}): Promise<Initiator> {
    const initiator = await this.attach(options);
    const { lun = 0 } = options;
    for (const command of [cdb.rewind(), cdb.erase()]) expect(await initiator.command(command, { lun })).toMatchObject({ status: 0 });
    return initiator;
  }

  /** After each test: the cables out; a rule of good conduct that was broken, or code that failed, fails the test. */
  async hangUp(): Promise<void> {
    const open = this.#open.splice(0);
    const violations = open.flatMap(({ violation }) => (violation === undefined ? [] : [violation.message]));
    for (const connection of open) connection.reset();
    await Promise.allSettled(open.map((connection) => connection.closed()));
    await this.#expectNothingLeft(open);
    expect(violations, 'violations of good conduct').toEqual([]);
    expect(this.#chronicle.close(), 'connections that failed by a fault of the target').toEqual([]);
  }

  /** The target has seen the connections go, and no session outlives its test. */
  async #expectNothingLeft(connections: readonly Connection[]): Promise<void> {
    for (const { localPort } of connections) {
      const isThis = ({ remote }: Told): boolean => (remote as { port: number } | undefined)?.port === localPort;
      const opened = this.happenings.some((told) => told.event === 'connection.opened' && isThis(told));
      if (opened) await this.happening('connection.closed', isThis);
    }
    for (const { tsih } of await this.operator['session.list']({})) await this.operator['session.end']({ tsih });
  }

  async stop(): Promise<void> {
    await this.#running.lab.close();
    await rm(this.#home, { recursive: true, force: true });
  }
}

type Told = Happening & Readonly<Record<string, unknown>>;

/** What the lab has told of itself since the test began. */
class Chronicle {
  #events: Told[] = [];
  #waiting: { name: string; where: (event: Told) => boolean; give: (event: Told) => void }[] = [];

  write(happening: Happening): void {
    const event = happening as Told;
    this.#events.push(event);
    const fits = ({ name, where }: { name: string; where: (event: Told) => boolean }) => name === event.event && where(event);
    for (const { give } of this.#waiting.filter(fits)) give(event);
    this.#waiting = this.#waiting.filter((waiter) => !fits(waiter));
  }

  find(name: string, where: (event: Told) => boolean): Promise<Told> {
    const found = this.#events.find((event) => event.event === name && where(event));
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((give) => this.#waiting.push({ name, where, give }));
  }

  get events(): readonly Told[] {
    return this.#events;
  }

  names(): readonly string[] {
    return this.#events.map(({ event }) => event);
  }

  /** Begins a new page; gives what must not happen and did. */
  close(): readonly Told[] {
    const failures = this.#events.filter(({ event }) => event === 'connection.failed');
    this.#events = [];
    this.#waiting = [];
    return failures;
  }
}

/** The logical object number and the flags of READ POSITION's short form (SSC-4 §7.7). */
export async function positionOf(initiator: Initiator, lun = 0): Promise<{ object: number; beginning: boolean; end: boolean }> {
  const { status, data } = await initiator.command(cdb.readPosition(), { read: 20, lun });
  expect({ status, length: data.length }).toEqual({ status: 0, length: 20 });
  return { object: Buffer.from(data).readUInt32BE(4), beginning: (data[0]! & 0x80) !== 0, end: (data[0]! & 0x40) !== 0 };
}

/** Commands that are to end with GOOD, one after the other. */
export async function expectGood(
  initiator: Initiator,
  ...commands: readonly (readonly [cdb: Uint8Array, options?: CommandOptions])[]
): Promise<void> {
  for (const [bytes, options] of commands) {
    const { status, sense } = await initiator.command(bytes, options);
    expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  }
}

/** Asks TEST UNIT READY until no unit attention is left; gives their additional sense codes in the order they were told. */
export async function acknowledgeAttentions(initiator: Initiator, lun = 0): Promise<number[]> {
  const codes: number[] = [];
  for (let turns = 0; turns < 16; turns++) {
    const { status, sense } = await initiator.command(cdb.testUnitReady(), { lun });
    if (status !== 2 || sense?.key !== 6) return codes;
    codes.push(sense.code);
  }
  throw new Error(`unit attentions without end: ${codes.map((code) => code.toString(16)).join(', ')}`);
}
