/**
 * What SEND VOLUME TAG asked a changer to look for, until REQUEST VOLUME ELEMENT ADDRESS has fetched it: each I_T nexus has its own search, which its next one
 * replaces and a reset ends. What is found is told once, lower addresses first, however many commands that takes, and where it is by then.
 *
 *     template   ? stands for any character, * for all that follow; blanks fill it up, as they do a volume identification
 */
import type { ElementTypeName } from '../library/element.ts';
import type { Nexus } from '../scsi/target.ts';

/** The volume identification of a label, and of a template. */
export const volumeIdentificationBytes = 32;

export interface VolumeTagSearch {
  /** SEND ACTION CODE, told with the results. */
  readonly sendActionCode: number;
  readonly types: readonly ElementTypeName[];
  /** The lowest element address to be told of. */
  readonly start: number;
  readonly template: string;
}

export class VolumeTagSearches {
  readonly #byNexus = new Map<string, VolumeTagSearch>();

  of({ id }: Nexus): VolumeTagSearch | undefined {
    return this.#byNexus.get(id);
  }

  begin({ id }: Nexus, search: VolumeTagSearch): void {
    this.#byNexus.set(id, search);
  }

  /** All up to this address has been told. */
  told(nexus: Nexus, address: number): void {
    const search = this.of(nexus);
    if (search !== undefined) this.begin(nexus, { ...search, start: address + 1 });
  }

  nexusLost({ id }: Nexus): void {
    this.#byNexus.delete(id);
  }

  reset(): void {
    this.#byNexus.clear();
  }
}

export function matchesTemplate(template: string, volumeTag: string): boolean {
  const identification = volumeTag.padEnd(volumeIdentificationBytes);
  const star = template.indexOf('*');
  const compared = star < 0 ? template.padEnd(volumeIdentificationBytes) : template.slice(0, star);
  for (let index = 0; index < compared.length; index++)
    if (compared[index] !== '?' && compared[index] !== identification[index]) return false;
  return true;
}
