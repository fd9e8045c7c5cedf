/**
 * A security protocol behind SECURITY PROTOCOL IN and OUT (SPC-5 §6.40, §6.41), as a device brings it: tape data encryption (20h, SSC-5 §8.5).
 * The commands' fields, lengths in units of 512 bytes (INC_512) and protocol 00h, which lists the others, are the logical unit's.
 */
import type { Outcome } from './outcome.ts';
import type { Sense } from './sense.ts';
import type { Nexus } from './target.ts';

export interface SecurityProtocol {
  /** SECURITY PROTOCOL field. */
  readonly protocol: number;
  /** T10's name: `Tape Data Encryption`. */
  readonly name: string;
  /** The page for SECURITY PROTOCOL SPECIFIC, whole (ALLOCATION LENGTH is applied afterwards), or the sense that ends the command; undefined: no such page. */
  in(specific: number, nexus: Nexus): Promise<Uint8Array | Sense | undefined> | Uint8Array | Sense | undefined;
  /** Takes a whole parameter list; undefined: no such page. Nothing has changed when it ends with sense. */
  out(specific: number, parameters: Uint8Array, nexus: Nexus): Promise<Outcome | undefined> | Outcome | undefined;
}
