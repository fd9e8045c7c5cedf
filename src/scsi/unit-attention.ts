/**
 * Unit attention conditions (SAM-5 §5.14): for each nexus a queue of what it must be told before its next command, every condition once. A
 * reset clears what it outranks (SAM-5 table 48), and a nexus seen for the first time is told of the power on.
 */
import type { AdditionalSense } from './additional-sense.ts';
import type { Nexus } from './target.ts';

export interface UnitAttentions {
  /** Makes the nexus known; the first time it meets 29/00. */
  meet(nexus: Nexus): void;
  /** A condition for every known nexus but `except`. */
  establish(condition: AdditionalSense, except?: Nexus): void;
  /** A condition for one nexus. */
  establishFor(nexus: Nexus, condition: AdditionalSense): void;
  /** The condition to be reported next, which stays. */
  pending(nexus: Nexus): AdditionalSense | undefined;
  /** Takes the condition to be reported next. */
  take(nexus: Nexus): AdditionalSense | undefined;
  /** Ends one condition of a nexus: REPORT LUNS ends 3F/0E. */
  clear(nexus: Nexus, condition: AdditionalSense): void;
}
