/**
 * The drive's object buffer on the way from the medium: while the host reads one object after the other, the next ones are fetched before it
 * asks. A first read fetches little, each that follows on twice as much, up to the window and to what the processor's cache can hold: a host that
 * jumps about pays for what it reads.
 *
 * Never stale: whoever moves elsewhere gets a fresh read, whoever writes calls `discard`, and whoever comes back to what could not be read has it
 * tried again.
 */

import type { BlockNumber, MediumObject, VolumePartition } from '../cartridge/volume.ts';
import { giveBackAll } from '../foundation/slab.ts';

/** Objects in a row from `at` on. */
export interface ObjectsAhead {
  readonly at: number;
  readonly objects: readonly MediumObject[];
}

export interface ReadAheadOptions {
  readonly windowBytes: number;
  /** Told how much data each fetch brought; it is there when that resolves. */
  readonly onFetched?: (footprintBytes: number) => Promise<void> | undefined;
}

type Source = Pick<VolumePartition, 'read' | 'endOfData' | 'objectAt' | 'footprintBefore'>;

const firstFetchBytes = 256 * 1024;
/** More at once only drives data out of the processor's cache before they are sent. */
const maximumFetchBytes = 512 * 1024;
/** Of small objects, so many are fetched at once for a host that reads towards the beginning. */
const objectsBehind = 64;

export class ReadAhead {
  readonly #partition: Source;
  readonly #options: ReadAheadOptions;
  #current: ObjectsAhead | undefined;
  #next: { readonly at: number; readonly objects: Promise<ObjectsAhead> } | undefined;
  #fetchBytes: number;
  /** What was last asked for of it. */
  #asked = -1;
  /** Fetches that have not come back, those nobody waits for any more among them. */
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(partition: Source, options: ReadAheadOptions) {
    this.#partition = partition;
    this.#options = options;
    this.#fetchBytes = this.#firstFetchBytes;
  }

  /**
   * Objects that include the one at `at`; none at end of data.
   * @throws VolumeError
   */
  async objects(at: BlockNumber): Promise<ObjectsAhead> {
    if (at >= this.#partition.endOfData) return { at, objects: [] };
    if (!holds(this.#current, at) || this.#comesBackToDamage(at)) {
      const next = this.#next?.at === at ? this.#next : this.#jumpTo(at);
      this.#next = undefined;
      this.#giveBackCurrent();
      this.#current = await next.objects;
    }
    this.#asked = at;
    this.#follow(this.#current!);
    return this.#current!;
  }

  /**
   * Objects that include the one before `at`, for a host that reads towards the beginning; none at the beginning.
   * @throws VolumeError
   */
  async objectsBefore(at: BlockNumber): Promise<ObjectsAhead> {
    if (at === 0) return { at: 0, objects: [] };
    if (!holds(this.#current, at - 1)) {
      this.#forget();
      const { from, bytes } = this.#stretchBefore(at);
      const fetched = await this.#fetch(from, bytes).objects;
      // What does not lie together does not come together.
      if (holds(fetched, at - 1)) this.#current = fetched;
      else {
        giveBackObjects(fetched);
        this.#current = await this.#fetch(at - 1, 0).objects;
      }
    }
    return this.#current!;
  }

  #comesBackToDamage(at: number): boolean {
    const { at: from, objects } = this.#current!;
    return at <= this.#asked && objects.some(({ kind }, index) => kind === 'damaged' && from + index >= at);
  }

  /** As many objects before `at` as a first fetch may bring. */
  #stretchBefore(at: number): { readonly from: number; readonly bytes: number } {
    let from = at;
    let bytes = 0;
    while (from > 0 && at - from < objectsBehind) {
      const { length } = this.#partition.objectAt((from - 1) as BlockNumber)!;
      if (from < at && bytes + length > this.#firstFetchBytes) break;
      bytes += length;
      from--;
    }
    return { from, bytes };
  }

  /** Forgets everything fetched and waits until no fetch is under way: the medium is about to change. */
  async discard(): Promise<void> {
    this.#forget();
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  #forget(): void {
    this.#giveBackCurrent();
    // Nobody waits for it any more, nor for what it fails with.
    this.#next?.objects.then(giveBackObjects).catch(() => {});
    this.#next = undefined;
    this.#asked = -1;
    this.#fetchBytes = this.#firstFetchBytes;
  }

  #giveBackCurrent(): void {
    if (this.#current !== undefined) giveBackObjects(this.#current);
    this.#current = undefined;
  }

  get #firstFetchBytes(): number {
    return Math.min(firstFetchBytes, this.#options.windowBytes);
  }

  #jumpTo(at: number): { at: number; objects: Promise<ObjectsAhead> } {
    this.#forget();
    return this.#fetch(at);
  }

  #follow(current: ObjectsAhead): void {
    const end = current.at + current.objects.length;
    if (this.#next !== undefined || end >= this.#partition.endOfData) return;
    this.#fetchBytes = Math.min(this.#fetchBytes * 2, this.#options.windowBytes, maximumFetchBytes);
    this.#next = this.#fetch(end);
  }

  #fetch(at: number, maximumBytes = this.#fetchBytes): { at: number; objects: Promise<ObjectsAhead> } {
    const objects = this.#partition.read(at as BlockNumber, maximumBytes).then(async (found) => {
      const end = (at + found.length) as BlockNumber;
      const footprintBytes = this.#partition.footprintBefore(end) - this.#partition.footprintBefore(at as BlockNumber);
      const passing = this.#options.onFetched?.(footprintBytes);
      if (passing !== undefined) await passing;
      return { at, objects: found };
    });
    this.#underWay.add(objects);
    // Whether it failed is told to whoever asks for it; nobody may.
    objects.catch(() => {}).finally(() => this.#underWay.delete(objects));
    return { at, objects };
  }
}

/** Nobody looks at these any more; who has passed some of them on has shared their memory. */
function giveBackObjects({ objects }: ObjectsAhead): void {
  for (const object of objects) if (object.kind === 'block') giveBackAll([object.data]);
}

const holds = (ahead: ObjectsAhead | undefined, at: number): boolean =>
  ahead !== undefined && at >= ahead.at && at < ahead.at + ahead.objects.length;
