/**
 * A library as a map from cartridges to places, with the rules of its house in the order in which they are asked: what the real one is held against.
 * Every act answers why it is refused, or `done`.
 */
export type By = 'host' | 'operator';
const shelf = 'shelf';

export class PlainLibrary {
  /** `slot 1`, `drive 2`, …, by barcode. */
  readonly where = new Map<string, string>();
  readonly loaded = new Set<string>();
  readonly source = new Map<string, string>();
  readonly inverted = new Set<string>();
  readonly byHand = new Set<string>();
  doorOpen = false;
  online = true;
  locked = false;
  readonly openMailSlots = new Set<string>();
  readonly preventing = new Set<string>();

  constructor(contents: Readonly<Record<string, string>>, shelved: readonly string[]) {
    for (const [place, barcode] of Object.entries(contents)) this.#put(barcode, place);
    for (const barcode of shelved) this.where.set(barcode, shelf);
  }

  /** One that goes its own way from now on. */
  copy(): PlainLibrary {
    return Object.assign(new PlainLibrary({}, []), structuredClone({ ...this }));
  }

  in(place: string): string | undefined {
    return [...this.where].find(([, at]) => at === place)?.[0];
  }

  get contents(): Record<string, string> {
    return Object.fromEntries([...this.where].filter(([, place]) => place !== shelf).map(([barcode, place]) => [place, barcode]));
  }

  move(source: string, destination: string, by: By, invert = false): string {
    const barcode = this.in(source);
    const refusal =
      this.#notReady(by) ??
      (barcode === undefined ? 'source-empty' : undefined) ??
      [destination, 'arm 1']
        .map((place) => (place !== source && this.in(place) !== undefined ? 'destination-full' : undefined))
        .find(Boolean) ??
      this.#hindered([source, destination]);
    if (refusal !== undefined) return refusal;
    this.#fetch(barcode!, source, invert);
    this.#put(barcode!, destination);
    return 'done';
  }

  exchange(source: string, first: string, second: string): string {
    const [one, other] = [this.in(source), this.in(first)];
    const isFull = (place: string): boolean => place !== source && this.in(place) !== undefined;
    const refusal =
      this.#notReady('host') ??
      (one === undefined || other === undefined ? 'source-empty' : undefined) ??
      (first === source || isFull(second) || isFull('arm 1') ? 'destination-full' : undefined) ??
      this.#hindered([source, first]) ??
      this.#hindered([first, second]);
    if (refusal !== undefined) return refusal;
    this.#fetch(one!, source, false);
    this.#fetch(other!, first, false);
    this.#put(one!, first);
    this.#put(other!, second);
    return 'done';
  }

  insert(barcode: string, place: string, force: boolean): string {
    const refusal =
      (this.where.get(barcode) === shelf ? undefined : 'cartridge-elsewhere') ??
      this.#outOfReach(place, force) ??
      (this.in(place) === undefined ? undefined : 'element-full');
    if (refusal !== undefined) return refusal;
    this.#put(barcode, place);
    this.byHand.add(barcode);
    return 'done';
  }

  take(place: string, force: boolean): string {
    const barcode = this.in(place);
    const refusal =
      (barcode === undefined ? 'element-empty' : undefined) ??
      this.#outOfReach(place, force) ??
      (this.preventing.has(place) && !force ? 'removal-prevented' : undefined);
    if (refusal !== undefined) return refusal;
    this.#fetch(barcode!, place, false);
    this.where.set(barcode!, shelf);
    this.source.delete(barcode!);
    this.inverted.delete(barcode!);
    return 'done';
  }

  openDoor(force: boolean): string {
    if (!this.doorOpen && this.locked && !force) return 'removal-prevented';
    this.doorOpen = true;
    return 'done';
  }

  closeDoor(): string {
    if (this.doorOpen) this.openMailSlots.clear();
    this.doorOpen = false;
    return 'done';
  }

  openMailSlot(place: string, open: boolean): string {
    const refusal = this.#notReady('host') ?? (open && this.locked ? 'removal-prevented' : undefined);
    if (refusal !== undefined) return refusal;
    if (open) this.openMailSlots.add(place);
    else this.openMailSlots.delete(place);
    return 'done';
  }

  /** The power goes and comes again: doors are closed then, and hosts have forgotten what they prevented. */
  restart(): void {
    this.closeDoor();
    this.openMailSlots.clear();
    this.online = true;
    this.locked = false;
    this.preventing.clear();
  }

  #notReady(by: By): string | undefined {
    if (by === 'host' && !this.online) return 'offline';
    return this.doorOpen ? 'door-open' : undefined;
  }

  #hindered([source, destination]: readonly [string, string]): string | undefined {
    if (this.openMailSlots.has(source) || this.openMailSlots.has(destination)) return 'import-export-open';
    return this.preventing.has(source) ? 'removal-prevented' : undefined;
  }

  #outOfReach(place: string, force: boolean): string | undefined {
    if (this.doorOpen) return undefined;
    if (!place.startsWith('mailslot')) return 'door-closed';
    return this.locked && !force && !this.openMailSlots.has(place) ? 'removal-prevented' : undefined;
  }

  #fetch(barcode: string, source: string, invert: boolean): void {
    this.byHand.delete(barcode);
    this.loaded.delete(source);
    if (source.startsWith('slot')) this.source.set(barcode, source);
    if (invert && !this.inverted.delete(barcode)) this.inverted.add(barcode);
  }

  #put(barcode: string, place: string): void {
    this.where.set(barcode, place);
    if (place.startsWith('drive')) this.loaded.add(place);
  }
}
