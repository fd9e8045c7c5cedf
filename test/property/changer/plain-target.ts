/**
 * What hosts and the operator find of a library, written from the standards over the plain map of its cartridges: what each command ends with (SAM-5
 * §5.3.3 has the order in which refusals go), who is told of what (SAM-5 §5.14), what the drives say while they load (SSC-4), and what an element
 * status report has (SMC-3 §6.11). Every act answers with its ending; what takes time lets all time pass that anything needs.
 */
import type { PlainLibrary } from '../library/plain-library.ts';

/** The third does nothing but look. */
export const hosts = ['a', 'b', 'observer'] as const;
export type HostName = (typeof hosts)[number];
/** The changer, and the drives by their numbers: their LUNs, too. */
export const changer = 0;
export const drives = [1, 2, 3] as const;
/** It leaves a cartridge that is put in where it is until it is told to LOAD. */
export const waitingDrive = 3;
const driveIn = (place: string): number | undefined => (place.startsWith('drive') ? Number(place.slice(-1)) : undefined);
const placeOf = (drive: number): string => `drive ${drive}`;
const cleans = (barcode: string | undefined): boolean => barcode?.startsWith('CLN') === true;

/** Addresses by places; there is no element at the last one. */
export const addresses: Readonly<Record<string, number>> = {
  'arm 1': 0x0001,
  'mailslot 1': 0x0010,
  'mailslot 2': 0x0011,
  'drive 1': 0x0100,
  'drive 2': 0x0101,
  'drive 3': 0x0102,
  'slot 1': 0x1000,
  'slot 2': 0x1001,
  'slot 3': 0x1002,
  'slot 4': 0x1003,
  nowhere: 0x0500,
};
/** In the order of their addresses. */
export const places = Object.keys(addresses).filter((place) => place !== 'nowhere');

const powerOn = '6 29/00';
const becameReady = '6 28/00';
const importExportAccessed = '6 28/01';
const conflict = 'status 24';
const noMedium = '2 3a/00';
const becomingReady = '2 04/01';
export const endOfData = '8 00/05';

const senses = {
  done: 'good',
  offline: '2 04/12',
  'door-open': '2 04/18',
  'source-empty': '5 3b/0e',
  'destination-full': '5 3b/0d',
  'removal-prevented': '5 53/02',
  'import-export-open': '5 3b/11',
} as const;
const sense = (ending: string): string => senses[ending as keyof typeof senses];

/** Of one element, as the standard has its descriptor. */
export interface ElementReport {
  readonly place: string;
  readonly barcode: string | undefined;
  readonly accessible: boolean;
  readonly byOperator: boolean;
  readonly operatorRequired: boolean;
  readonly source: number | undefined;
  readonly inverted: boolean;
  /** MEDIUM TYPE: 1 data, 2 cleaning. */
  readonly mediumType: number;
  readonly lun: number | undefined;
}

/** An element in a line: `slot 1: LAB001L8 data accessible from 1000h`. */
export const inALine = (element: ElementReport): string => {
  const { place, barcode = 'empty', source, lun } = element;
  const flags = ['accessible', 'byOperator', 'operatorRequired', 'inverted'] as const;
  const medium = ['', 'data', 'cleaning'][element.mediumType] ?? `medium type ${element.mediumType}`;
  const from = source === undefined ? '' : `from ${source.toString(16)}h`;
  const words = [barcode, medium, ...flags.filter((flag) => element[flag]), from, lun === undefined ? '' : `LUN ${lun}`];
  return `${place}: ${words.filter((word) => word !== '').join(' ')}`;
};

type Rule = { readonly needsReady?: boolean; readonly whileReserved?: 'conflict' | 'allowed' };

export class PlainTarget {
  readonly library: PlainLibrary;
  /** Drives take time to load, and the robot to look. */
  readonly timed: boolean;
  /** This act had to wait for something. */
  waited = false;
  takingStock: boolean;
  /** By drive, with the host that has asked for it. */
  readonly loading = new Map<number, HostName | undefined>();
  /** Drives whose cartridge was loaded or unloaded since it was put in: what a power loss leaves of that is not promised. */
  readonly touched = new Set<number>();
  readonly #attentions = new Map<string, string[]>();
  readonly #reservedBy = new Map<number, HostName>();
  readonly #preventing = new Set<string>();

  /** As it is found when its power comes: doors are closed, and nothing is left of what hosts said. */
  constructor(library: PlainLibrary, timed: boolean) {
    this.library = library.copy();
    this.library.restart();
    this.timed = timed;
    this.takingStock = timed;
    for (const drive of drives) if (cleans(library.in(placeOf(drive)))) this.library.loaded.delete(placeOf(drive));
    for (const host of hosts) for (const unit of [changer, ...drives]) this.#attentions.set(`${host} ${unit}`, [powerOn]);
  }

  timePasses(): string {
    for (const [drive, by] of this.loading) this.#drawnIn(drive, by);
    this.loading.clear();
    if (this.takingStock) {
      this.takingStock = false;
      this.#tellIfReady();
    }
    return 'done';
  }

  /** What the host is still to be told. */
  pending(host: HostName, unit: number): readonly string[] {
    return this.#attentions.get(`${host} ${unit}`)!;
  }

  testUnitReady(host: HostName, unit: number): string {
    return this.#refusal(host, unit, { needsReady: true }) ?? 'good';
  }

  reserve(host: HostName, unit: number): string {
    return this.#refusal(host, unit) ?? this.#good(() => this.#reservedBy.set(unit, host));
  }

  release(host: HostName, unit: number): string {
    const refusal = this.#refusal(host, unit, { whileReserved: 'allowed' });
    if (refusal === undefined && this.#reservedBy.get(unit) === host) this.#reservedBy.delete(unit);
    return refusal ?? 'good';
  }

  prevent(host: HostName, unit: number, prevent: boolean): string {
    const refusal = this.#refusal(host, unit, { whileReserved: prevent ? 'conflict' : 'allowed' });
    if (refusal !== undefined) return refusal;
    this.#preventing[prevent ? 'add' : 'delete'](`${host} ${unit}`);
    const prevented = hosts.some((one) => this.#preventing.has(`${one} ${unit}`));
    if (unit === changer) this.library.locked = prevented;
    else this.library.preventing[prevented ? 'add' : 'delete'](placeOf(unit));
    return 'good';
  }

  move(host: HostName, source: string, destination: string, invert: boolean): string {
    const refusal = this.#refusal(host, changer, { needsReady: true }) ?? badAddress([source, 4], [destination, 6]);
    return refusal ?? sense(this.#carry([source], [destination], (library) => library.move(source, destination, 'host', invert)));
  }

  exchange(host: HostName, source: string, first: string, second: string): string {
    const refusal = this.#refusal(host, changer, { needsReady: true }) ?? badAddress([source, 4], [first, 6], [second, 8]);
    return refusal ?? sense(this.#carry([source, first], [first, second], (library) => library.exchange(source, first, second)));
  }

  openMailSlot(host: HostName, place: string, open: boolean): string {
    return this.#refusal(host, changer, { needsReady: true }) ?? sense(this.library.openMailSlot(place, open));
  }

  initializeElementStatus(host: HostName): string {
    const refusal = this.#refusal(host, changer, { needsReady: true });
    if (refusal === undefined) this.#wait();
    return refusal ?? 'good';
  }

  readElementStatus(host: HostName, currentData: boolean): string {
    return this.#refusal(host, changer, { needsReady: true, whileReserved: currentData ? 'allowed' : 'conflict' }) ?? 'good';
  }

  load(host: HostName, drive: number): string {
    const place = placeOf(drive);
    const refusal = this.#refusal(host, drive) ?? this.#moving(drive);
    if (refusal !== undefined) return refusal;
    if (this.library.in(place) === undefined) return noMedium;
    if (this.library.loaded.has(place)) return 'good';
    this.#drawIn(drive, host);
    this.#wait();
    return cleans(this.library.in(place)) ? noMedium : 'good';
  }

  unload(host: HostName, drive: number): string {
    const place = placeOf(drive);
    const refusal = this.#refusal(host, drive) ?? this.#moving(drive);
    if (refusal !== undefined) return refusal;
    if (this.library.in(place) === undefined) return noMedium;
    if (this.library.preventing.has(place)) return senses['removal-prevented'];
    this.#unthread(drive);
    return 'good';
  }

  /** A command that wants the medium and is nothing special. */
  access(host: HostName, drive: number): string {
    return this.#refusal(host, drive, { needsReady: true }) ?? 'good';
  }

  /** The robot, from the library's panel. */
  moveByOperator(source: string, destination: string): string {
    const inWords: Readonly<Record<string, string>> = {
      'source-empty': 'element-empty',
      'destination-full': 'element-full',
      'import-export-open': 'mailslot-open',
    };
    if (!this.library.doorOpen && this.takingStock) return 'library-not-ready';
    const ending = this.#carry([source], [destination], (library) => library.move(source, destination, 'operator'));
    return inWords[ending] ?? ending;
  }

  openDoor(force: boolean): string {
    return this.library.openDoor(force);
  }

  closeDoor(): string {
    const { doorOpen } = this.library;
    this.library.closeDoor();
    if (doorOpen) this.takingStock = this.timed;
    if (doorOpen && !this.timed) this.#tellIfReady();
    return 'done';
  }

  setOnline(online: boolean): string {
    const { online: before } = this.library;
    this.library.online = online;
    if (online && !before) this.#tellIfReady();
    return 'done';
  }

  insert(barcode: string, place: string, force: boolean): string {
    const ending = this.library.insert(barcode, place, force);
    if (ending === 'done') this.#handled(place);
    return ending;
  }

  take(place: string, force: boolean): string {
    const drive = driveIn(place);
    // The hand waits until the drive has come to rest, and finds then that it holds on to its cartridge.
    const reaches = ['done', 'removal-prevented'].includes(this.library.copy().take(place, force));
    if (reaches && drive !== undefined && this.loading.has(drive)) this.#wait();
    const ending = this.library.take(place, force);
    if (ending === 'done') this.#handled(place);
    return ending;
  }

  eject(drive: number, force: boolean): string {
    const place = placeOf(drive);
    if (!this.library.doorOpen) return 'door-closed';
    return this.library.in(place) === undefined ? 'drive-empty' : this.take(place, force);
  }

  loadByHand(drive: number): string {
    const place = placeOf(drive);
    if (this.library.in(place) === undefined) return 'drive-empty';
    if (this.loading.has(drive)) this.#wait();
    if (this.library.loaded.has(place)) return 'done';
    this.#drawIn(drive);
    this.#wait();
    return 'done';
  }

  unloadByHand(drive: number, force: boolean): string {
    const place = placeOf(drive);
    if (this.library.in(place) === undefined) return 'drive-empty';
    if (this.loading.has(drive)) this.#wait();
    if (!force && this.library.preventing.has(place)) return 'removal-prevented';
    this.#unthread(drive);
    return 'done';
  }

  get report(): readonly string[] {
    const { library } = this;
    return places.map((place) => {
      const barcode = library.in(place);
      const open = library.openMailSlots.has(place);
      const source = barcode === undefined ? undefined : library.source.get(barcode);
      return inALine({
        place,
        barcode,
        // Of the arm there is no such bit.
        accessible: !place.startsWith('arm') && !open && !library.loaded.has(place),
        byOperator: place.startsWith('mailslot') && barcode !== undefined && library.byHand.has(barcode),
        operatorRequired: open,
        source: source === undefined ? undefined : addresses[source],
        inverted: barcode !== undefined && library.inverted.has(barcode),
        mediumType: barcode === undefined ? 0 : cleans(barcode) ? 2 : 1,
        lun: driveIn(place),
      });
    });
  }

  #wait(): void {
    if (this.timed) this.waited = true;
    this.timePasses();
  }

  #refusal(host: HostName, unit: number, { needsReady = false, whileReserved = 'conflict' }: Rule = {}): string | undefined {
    const attentions = this.#attentions.get(`${host} ${unit}`)!;
    if (attentions[0] === powerOn) return attentions.shift();
    const holder = this.#reservedBy.get(unit) ?? host;
    if (holder !== host && whileReserved === 'conflict') return conflict;
    return attentions.shift() ?? (needsReady ? this.#notReady(unit) : undefined);
  }

  #notReady(unit: number): string | undefined {
    const { library } = this;
    if (unit !== changer) return this.#moving(unit) ?? (library.loaded.has(placeOf(unit)) ? undefined : noMedium);
    if (!library.online) return senses.offline;
    if (library.doorOpen) return senses['door-open'];
    return this.takingStock ? becomingReady : undefined;
  }

  #moving(drive: number): string | undefined {
    if (!this.loading.has(drive)) return undefined;
    return cleans(this.library.in(placeOf(drive))) ? '2 30/03' : becomingReady;
  }

  /** What the robot does: out of a drive that loads when it has, and into drives. */
  #carry(sources: readonly string[], destinations: readonly string[], work: (library: PlainLibrary) => string): string {
    if (work(this.library.copy()) === 'done' && sources.some((place) => this.loading.has(driveIn(place)!))) this.#wait();
    const ending = work(this.library);
    if (ending === 'done') for (const place of destinations) this.#arrived(place);
    return ending;
  }

  #handled(place: string): void {
    this.#arrived(place);
    if (place.startsWith('mailslot')) for (const host of hosts) this.#tell(host, changer, importExportAccessed);
  }

  /** A cartridge has come to this place, if there is one now. */
  #arrived(place: string): void {
    const drive = driveIn(place);
    if (drive === undefined) return;
    this.touched.delete(drive);
    if (this.library.in(place) === undefined) return;
    this.library.loaded.delete(place);
    if (drive === waitingDrive) return;
    this.#drawIn(drive);
    if (!this.timed) this.timePasses();
    this.touched.delete(drive);
  }

  #drawIn(drive: number, by?: HostName): void {
    this.library.loaded.add(placeOf(drive));
    this.loading.set(drive, by);
    this.touched.add(drive);
  }

  #drawnIn(drive: number, by: HostName | undefined): void {
    if (cleans(this.library.in(placeOf(drive)))) this.library.loaded.delete(placeOf(drive));
    else for (const host of hosts) if (host !== by) this.#tell(host, drive, becameReady);
  }

  #unthread(drive: number): void {
    if (this.library.loaded.delete(placeOf(drive))) this.touched.add(drive);
  }

  #tellIfReady(): void {
    if (this.library.online && !this.library.doorOpen && !this.takingStock)
      for (const host of hosts) this.#tell(host, changer, becameReady);
  }

  #tell(host: HostName, unit: number, condition: string): void {
    const told = this.#attentions.get(`${host} ${unit}`)!;
    if (!told.includes(condition)) told.push(condition);
  }

  #good(work: () => unknown): string {
    work();
    return 'good';
  }
}

function badAddress(...fields: readonly (readonly [place: string, byte: number])[]): string | undefined {
  const bad = fields.find(([place]) => place === 'nowhere');
  return bad && `5 21/01 cdb ${bad[1]}.7`;
}
