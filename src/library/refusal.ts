/** Why something that was asked of a library does not happen. Nothing has changed then. A host is told in sense data, an operator in words. */
import type { Element } from './element.ts';
import type { RobotFailure } from './robot.ts';

export type Refusal =
  | { readonly why: 'source-empty' | 'destination-full'; readonly element: Element }
  /** The cartridge in the drive is loaded, and this library does not unload by itself. */
  | { readonly why: 'drive-not-unloaded'; readonly element: Element }
  /** A host prevents that the cartridge leaves the drive. */
  | { readonly why: 'removal-prevented'; readonly element: Element }
  /** The import/export element stands open, where the operator has it. */
  | { readonly why: 'import-export-open'; readonly element: Element }
  | { readonly why: 'door-open' | 'offline' | 'becoming-ready' }
  /** The cartridge cannot be put into a drive: its files are damaged, or the disk refuses. */
  | { readonly why: 'cartridge-unusable'; readonly message: string }
  /** It could not be written down, so it was not done. */
  | { readonly why: 'not-recorded'; readonly message: string }
  | { readonly why: 'robot-failed'; readonly failure: RobotFailure };

export const robotRefusal = (failure: RobotFailure | undefined): Refusal | undefined =>
  failure === undefined ? undefined : { why: 'robot-failed', failure };
