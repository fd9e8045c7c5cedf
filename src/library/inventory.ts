/**
 * Where every cartridge is: what a power cut does not change about a tape room. It is kept by cartridge, so that none can be in two places, in one
 * small file that is replaced in one step at every change: a change of several cartridges happens as a whole or not at all. What has no entry
 * lies on the shelf.
 *
 *     {"format": 2, "owners": ["drive0","library"], "cartridges": {
 *     "LAB001L8": {"in":"library/storage/1"},
 *     "LAB002L8": {"in":"drive0","from":"library/storage/2","loaded":true}
 *     }}
 */
import * as z from 'zod';
import { isStoreError, readWhole, replaceWhole, type Store } from '../cartridge/store.ts';
import { Exclusive } from '../foundation/exclusive.ts';
import { invariant } from '../foundation/invariant.ts';
import { UserError } from '../foundation/user-error.ts';
import { nameOf } from './element-words.ts';

/** A place for one cartridge. Its name stands in the file: `drive0`, `drive0/stack/2`, `library/storage/1`. */
export type Place =
  | { readonly drive: string }
  /** Waits its turn before a stand-alone drive. */
  | { readonly stack: string; readonly number: number }
  | { readonly library: string; readonly element: 'mediumTransport' | 'storage' | 'importExport'; readonly number: number };

export interface Placement {
  readonly place: Place;
  /** In a drive: mounted and ready; else it lies at the drive's mouth. */
  readonly loaded?: boolean;
  /** The storage element that it was moved from last (SOURCE STORAGE ELEMENT ADDRESS); in a drive that is fed from a stack, its place in that. */
  readonly from?: Place;
  /** It was turned round on its way (INVERT). */
  readonly inverted?: boolean;
  /** The operator put it there, not the robot (IMPEXP). */
  readonly byHand?: boolean;
}

const placement = z.strictObject({
  in: z.string(),
  loaded: z.boolean().optional(),
  from: z.string().optional(),
  inverted: z.boolean().optional(),
  byHand: z.boolean().optional(),
});
const schema = z.strictObject({
  format: z.literal(2),
  /** The drives and libraries that were ever served: the configuration says what is in the others. */
  owners: z.array(z.string()),
  cartridges: z.record(z.string(), placement),
});

/** Format 1 knew of drives only. */
const drivesOfFormat1 = z.strictObject({
  format: z.literal(1),
  drives: z.record(z.string(), z.strictObject({ cartridge: z.string().optional(), loaded: z.boolean() })),
});

const newerFormat = z.object({ format: z.int().min(3) });

function fromFormat1({ drives }: z.output<typeof drivesOfFormat1>): z.input<typeof schema> {
  const full = Object.entries(drives).flatMap(([drive, { cartridge, loaded }]) =>
    cartridge === undefined ? [] : [[cartridge, { in: drive, loaded }] as const],
  );
  return { format: 2, owners: Object.keys(drives), cartridges: Object.fromEntries(full) };
}

export const placeName = (place: Place): string => {
  if ('drive' in place) return place.drive;
  return 'stack' in place ? `${place.stack}/stack/${place.number}` : `${place.library}/${place.element}/${place.number}`;
};

export const ownerOf = (place: Place): string => ('drive' in place ? place.drive : 'stack' in place ? place.stack : place.library);

/** Undefined: the text names no place. */
export function placeNamed(text: string): Place | undefined {
  const [owner = '', element, digits, ...rest] = text.split('/');
  if (owner === '' || rest.length > 0) return undefined;
  if (element === undefined) return { drive: owner };
  const number = Number(digits);
  if (!Number.isInteger(number) || number < 1) return undefined;
  if (element === 'stack') return { stack: owner, number };
  return element === 'mediumTransport' || element === 'storage' || element === 'importExport'
    ? { library: owner, element, number }
    : undefined;
}

/** A place in the operator's words: `drive0`, `dds stack 2`, `library slot 3`. */
export function placeInWords(place: Place): string {
  if ('drive' in place) return place.drive;
  return 'stack' in place
    ? `${place.stack} stack ${place.number}`
    : `${place.library} ${nameOf({ type: place.element, number: place.number })}`;
}

/** A hint: how the operator gets the cartridge out of there. */
function takingOut(barcode: string, place: Place): string {
  if ('drive' in place) return `'tapelab drive eject ${place.drive}' takes it out.`;
  if ('stack' in place) return `'tapelab drive stack ${place.stack} --none' takes out all that wait there.`;
  const outside = place.element === 'importExport' ? '' : `'tapelab move ${barcode} mailslot:1', then `;
  return `${outside}'tapelab library mailslot take ${barcode}' takes it out.`;
}

/** What becomes of a cartridge; undefined: it goes on the shelf. `onShelf`: the change is refused unless that is where it lies now. */
export type Change = readonly [barcode: string, placement: Placement | undefined, from?: 'onShelf'];

/** Rejects when there is no such cartridge. */
type Find = (barcode: string) => Promise<unknown>;
type Placements = ReadonlyMap<string, Placement>;

export class Inventory {
  readonly #store: Store;
  readonly #file: string;
  readonly #find: Find;
  #placements: Placements;
  /** Barcodes by the names of their places. */
  #occupants: ReadonlyMap<string, string>;
  #owners: ReadonlySet<string>;
  /** What the file says; undefined: a write has failed, and it may say either. */
  #text: string | undefined;
  /** Changes queue up behind each other; a failed one does not hold back the next. */
  readonly #changing = new Exclusive();

  private constructor(store: Store, file: string, find: Find, placements: Placements, owners: ReadonlySet<string>) {
    this.#store = store;
    this.#file = file;
    this.#find = find;
    this.#placements = placements;
    this.#occupants = occupantsOf(placements);
    this.#owners = owners;
    this.#text = inventoryText(placements, owners);
  }

  /** What `file` says; nothing is known of anything when there is none. Every cartridge exists unless `find` is given. @throws UserError when it is damaged */
  static async open(store: Store, file: string, find: Find = async () => {}): Promise<Inventory> {
    let text: string;
    try {
      text = Buffer.from(await readWhole(store, file)).toString();
    } catch (error) {
      if (isStoreError(error, 'not-found')) return new Inventory(store, file, find, new Map(), new Set());
      throw error;
    }
    const damaged = (why: string): UserError =>
      new UserError('inventory-damaged', `${file} is damaged: ${why}.`, {
        hint: 'mend it, or remove it to begin with what the configuration says is in the drives and libraries.',
      });
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw damaged((error as Error).message);
    }
    const format = newerFormat.safeParse(value).data?.format;
    if (format !== undefined)
      throw new UserError('inventory-newer', `${file} has format ${format}, and this version of tapelab knows 1 and 2.`, {
        hint: 'serve the home with the version that has written it.',
      });
    const old = drivesOfFormat1.safeParse(value);
    const parsed = schema.safeParse(old.success ? fromFormat1(old.data) : value);
    if (!parsed.success) throw damaged(`${parsed.error.issues[0]!.path.join('.')}: ${parsed.error.issues[0]!.message}`);
    const placements = new Map<string, Placement>();
    const seen = new Map<string, string>();
    for (const [barcode, { in: name, from, ...rest }] of Object.entries(parsed.data.cartridges)) {
      const placeIn = (key: 'in' | 'from', text: string): Place => {
        const place = placeNamed(text);
        if (place === undefined) throw damaged(`cartridges.${barcode}.${key}: '${text}' is no place`);
        return place;
      };
      const place = placeIn('in', name);
      const other = seen.get(name);
      if (other !== undefined) throw damaged(`${other} and ${barcode} are both in ${name}`);
      seen.set(name, barcode);
      const remarks = { ...rest, ...(from !== undefined && { from: placeIn('from', from) }) };
      placements.set(barcode, { place, ...(remarks as Omit<Placement, 'place'>) });
    }
    return new Inventory(store, file, find, placements, new Set(parsed.data.owners));
  }

  /** Whether this drive or library was ever served from this home. */
  knows(owner: string): boolean {
    return this.#owners.has(owner);
  }

  /** Undefined: it lies on the shelf. */
  placement(barcode: string): Placement | undefined {
    return this.#placements.get(barcode);
  }

  occupant(place: Place): string | undefined {
    return this.#occupants.get(placeName(place));
  }

  /** @throws UserError unless the cartridge lies on the shelf */
  refuseElsewhere(barcode: string): void {
    const place = this.#placements.get(barcode)?.place;
    if (place === undefined) return;
    throw new UserError('cartridge-elsewhere', `${barcode} is in ${placeInWords(place)}.`, { hint: takingOut(barcode, place) });
  }

  /** All that is not on the shelf. */
  entries(): Iterable<readonly [barcode: string, Placement]> {
    return this.#placements.entries();
  }

  /**
   * Changes all of it in one step. Resolves when the file says so too; rejects with nothing changed, here or there. No two cartridges may be in one
   * place afterwards. `owners` are known from now on.
   * @throws UserError when a cartridge that was to be on the shelf is not; StoreError
   */
  change(changes: readonly Change[], owners: readonly string[] = []): Promise<void> {
    return this.#changing.run(async () => {
      const placements = new Map(this.#placements);
      for (const [barcode, changed, from] of changes) {
        if (from === 'onShelf') {
          this.refuseElsewhere(barcode);
          await this.#find(barcode);
        }
        if (changed === undefined) placements.delete(barcode);
        else placements.set(barcode, changed);
      }
      return this.#replace(placements, new Set([...this.#owners, ...owners]));
    });
  }

  /** Does something to a cartridge on the shelf, from where nobody takes it meanwhile. @throws UserError when it is elsewhere, and what `work` throws */
  onShelf<T>(barcode: string, work: () => Promise<T>): Promise<T> {
    return this.#changing.run(() => {
      this.refuseElsewhere(barcode);
      return work();
    });
  }

  /** Remembers something of a cartridge that has not been moved; nothing of one that was taken from `place` before. */
  note(barcode: string, place: Place, remark: Pick<Placement, 'loaded'>): Promise<void> {
    return this.#changing.run(async () => {
      const now = this.#placements.get(barcode);
      if (now === undefined || placeName(now.place) !== placeName(place)) return;
      await this.#replace(new Map(this.#placements).set(barcode, { ...now, ...remark }), this.#owners);
    });
  }

  /** Forgets every owner but these: what was in their places lies on the shelf. */
  retain(owners: Iterable<string>): Promise<void> {
    return this.#changing.run(() => {
      const kept = new Set(owners);
      const placements = new Map([...this.#placements].filter(([, { place }]) => kept.has(ownerOf(place))));
      return this.#replace(placements, new Set([...this.#owners].filter((owner) => kept.has(owner))));
    });
  }

  /** Resolves when nothing is being written any more, whether or not all of it could be. */
  settled(): Promise<void> {
    return this.#changing.atRest();
  }

  async #replace(placements: Placements, owners: ReadonlySet<string>): Promise<void> {
    const occupants = occupantsOf(placements);
    const text = inventoryText(placements, owners);
    if (text === this.#text) return;
    try {
      await this.#write(text);
    } catch (error) {
      // The file may say it all the same, when only its folder could not be synchronised.
      await this.#write(inventoryText(this.#placements, this.#owners)).catch(() => {});
      throw error;
    }
    this.#placements = placements;
    this.#occupants = occupants;
    this.#owners = owners;
  }

  async #write(text: string): Promise<void> {
    this.#text = undefined;
    await replaceWhole(this.#store, this.#file, [Buffer.from(text)]);
    this.#text = text;
  }
}

function occupantsOf(placements: Placements): ReadonlyMap<string, string> {
  const occupants = new Map<string, string>();
  for (const [barcode, { place }] of placements) occupants.set(placeName(place), barcode);
  invariant(occupants.size === placements.size, 'a place holds one cartridge');
  return occupants;
}

/** A line for each cartridge. Most are where they were at the last change, so their lines are kept. */
function inventoryText(placements: Placements, owners: ReadonlySet<string>): string {
  const lines = [...placements].map(([barcode, placement]) => `${JSON.stringify(barcode)}: ${placementText(placement)}`);
  return `{"format": 2, "owners": ${JSON.stringify([...owners])}, "cartridges": {\n${lines.join(',\n')}\n}}\n`;
}

const placementTexts = new WeakMap<Placement, string>();
function placementText(placement: Placement): string {
  const known = placementTexts.get(placement);
  if (known !== undefined) return known;
  const { place, from, ...rest } = placement;
  const text = JSON.stringify({ in: placeName(place), ...(from && { from: placeName(from) }), ...rest });
  placementTexts.set(placement, text);
  return text;
}
