/**
 * What the log pages of a changer tell of its robot since power on: how often it did what, at which elements, and how it failed last. Moves count
 * whoever asked for them, a host or the operator at the panel.
 */
import type { Library, LibraryHappening } from '../library/library.ts';
import type { Sense } from '../scsi/sense.ts';
import type { ChangerModel } from './model.ts';

/** At one element. */
export interface ElementCounts {
  places: number;
  picks: number;
}

export interface RobotCounts {
  moves: number;
  doorOpenings: number;
  importExportAccesses: number;
  failures: number;
}

/** One command that the robot failed to carry out. */
export interface RobotFault {
  readonly cdb: Uint8Array;
  readonly sense: Sense;
  /** MOVES at that moment. */
  readonly moves: number;
  /** The fault before was the same. */
  readonly repeated: boolean;
}

const faultsKept = 32;

export class RobotHistory {
  readonly library: Pick<Library, 'layout'>;
  readonly model: Pick<ChangerModel, 'inquiry'>;
  readonly counts: RobotCounts = { moves: 0, doorOpenings: 0, importExportAccesses: 0, failures: 0 };
  /** By the elements' words, `slot 3`; those that nothing happened at have no entry. */
  readonly #elements = new Map<string, ElementCounts>();
  readonly #faults: RobotFault[] = [];

  constructor(library: Pick<Library, 'layout'>, model: Pick<ChangerModel, 'inquiry'>) {
    this.library = library;
    this.model = model;
  }

  /** The last, the oldest first. */
  get faults(): readonly RobotFault[] {
    return this.#faults;
  }

  at(elementInWords: string): Readonly<ElementCounts> {
    return this.#elements.get(elementInWords) ?? { places: 0, picks: 0 };
  }

  failed(cdb: Uint8Array, sense: Sense): void {
    const last = this.#faults.at(-1);
    const repeated = last?.sense.additional === sense.additional && Buffer.compare(last.cdb, cdb) === 0;
    this.counts.failures += 1;
    this.#faults.push({ cdb: Uint8Array.from(cdb), sense, moves: this.counts.moves, repeated });
    if (this.#faults.length > faultsKept) this.#faults.shift();
  }

  heard(event: LibraryHappening): void {
    switch (event.event) {
      case 'library.moved':
        this.counts.moves += 1;
        this.#count(event.from).picks += 1;
        this.#count(event.to).places += 1;
        break;
      case 'library.door-opened':
        this.counts.doorOpenings += 1;
        break;
      case 'library.import-export-accessed':
        this.counts.importExportAccesses += 1;
        break;
    }
  }

  #count(elementInWords: string): ElementCounts {
    const counts = this.#elements.get(elementInWords) ?? { places: 0, picks: 0 };
    this.#elements.set(elementInWords, counts);
    return counts;
  }
}
