/** Why something that was asked of a library does not happen. A host is told in sense data, an operator in words. */
import type { Element } from './element.ts';
import type { RobotFailure } from './robot.ts';

/** Nothing has changed then, but for what the failure of a robot tells. */
export type Refusal =
  | { readonly why: 'source-empty' | 'destination-full'; readonly element: Element }
  /** The robot does not get at what is in the element, or at its place. */
  | { readonly why: 'element-inaccessible'; readonly element: Element }
  /** The cartridge in the drive is loaded, and this library does not unload by itself. */
  | { readonly why: 'drive-not-unloaded'; readonly element: Element }
  /** A host prevents that the cartridge leaves the drive. */
  | { readonly why: 'removal-prevented'; readonly element: Element }
  /** The import/export element stands open, where the operator has it. */
  | { readonly why: 'import-export-open'; readonly element: Element }
  | { readonly why: 'door-open' | 'offline' | 'becoming-ready' | 'robot-stuck' }
  /** The cartridge cannot be put into a drive: its files are damaged, or the disk refuses. */
  | { readonly why: 'cartridge-unusable'; readonly message: string }
  /** It could not be written down, so it was not done. */
  | { readonly why: 'not-recorded'; readonly message: string }
  | { readonly why: 'robot-failed'; readonly failure: RobotFailure };

/** What a robot's failure means to who asked; what it found at the ends of a journey is told of them. */
export function robotRefusal(
  failure: RobotFailure | undefined,
  journey?: { readonly source: Element; readonly destination: Element },
): Refusal | undefined {
  if (failure === undefined) return undefined;
  if (failure.why === 'door-opened') return { why: 'door-open' };
  if (journey !== undefined && failure.why === 'source-empty') return { why: failure.why, element: journey.source };
  if (journey !== undefined && failure.why === 'destination-full') return { why: failure.why, element: journey.destination };
  return { why: 'robot-failed', failure };
}
