/**
 * The door of a library, and its import/export elements as far as hosts have opened them (SMC-3, OPEN/CLOSE IMPORT/EXPORT ELEMENT): where the
 * operator's hand gets, and what keeps it out.
 */
import { UserError } from '../foundation/user-error.ts';
import type { Element } from './element.ts';
import { nameOf } from './element-words.ts';

export interface Force {
  /** Although a host prevents it. */
  readonly force?: boolean;
}

export interface DoorOptions {
  /** What the configuration calls the library. */
  readonly library: string;
  readonly hasMailSlots: boolean;
  /** A host prevents that the operator opens the door or an import/export element. */
  readonly locked: () => boolean;
}

export class Door {
  readonly #options: DoorOptions;
  #state: 'open' | 'closed' = 'closed';
  /** Addresses of the import/export elements that hosts have opened. */
  readonly #openImportExport = new Set<number>();

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  get state(): 'open' | 'closed' {
    return this.#state;
  }

  /** A host has opened this import/export element. */
  isOpenAt({ address }: Element): boolean {
    return this.#openImportExport.has(address);
  }

  setOpenAt({ address }: Element, open: boolean): void {
    if (open) this.#openImportExport.add(address);
    else this.#openImportExport.delete(address);
  }

  /** Whether it was closed before. @throws UserError while a host keeps it locked */
  open({ force = false }: Force): boolean {
    if (this.#state === 'open') return false;
    if (!force) this.#refuseWhileLocked('The door');
    this.#state = 'open';
    return true;
  }

  /** With all import/export elements. Whether it was open before. */
  close(): boolean {
    if (this.#state === 'closed') return false;
    this.#state = 'closed';
    this.#openImportExport.clear();
    return true;
  }

  /** `instead`: what the operator can do while the door is closed. @throws UserError unless his hand gets there */
  refuseOutOfReach(element: Element, { force = false, instead }: Force & { readonly instead?: string } = {}): void {
    if (element.type !== 'importExport') this.refuseWhileClosed(nameOf(element), this.#options.hasMailSlots ? instead : undefined);
    else if (this.#state === 'closed' && !this.isOpenAt(element) && !force) this.#refuseWhileLocked('The mail slot');
  }

  /** @throws UserError */
  refuseWhileClosed(place: string, instead: string | undefined): void {
    if (this.#state === 'open') return;
    const { library } = this.#options;
    const opening = `'tapelab library door open ${library}' opens the door`;
    throw new UserError('door-closed', `The door of ${library} is closed, and ${place} is behind it.`, {
      hint: instead === undefined ? `${opening}.` : `${instead}, or ${opening}.`,
    });
  }

  #refuseWhileLocked(what: string): void {
    const { library, locked } = this.#options;
    if (!locked()) return;
    throw new UserError('removal-prevented', `${what} of ${library} is locked: a host prevents the removal of cartridges.`, {
      hint: 'let the host finish, or use --force.',
    });
  }
}
