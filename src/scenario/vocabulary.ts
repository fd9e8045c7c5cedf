/** What a scenario may speak of beyond itself: the words of rules, and what the rooms know that this one may not enter. Handed in. */
import type { Surroundings } from '../config/surroundings.ts';
import type { RuleSurroundings } from '../faults/rule.ts';

export interface ScenarioVocabulary extends RuleSurroundings {
  /** For the `lab` of a scenario. */
  readonly configuration: Surroundings;
  /** SAM's names of statuses, and `aborted`. */
  readonly statuses: readonly string[];
  /** T10's names of sense keys, by number. */
  readonly senseKeys: readonly string[];
  /** RFC 7143's names of task management functions: `ABORT TASK`. */
  readonly taskManagementFunctions: readonly string[];
  /** The names of events, as the log has them: `library.door-opened`. */
  readonly events: readonly string[];
  /** Whether a cartridge can be like this. @throws UserError */
  readonly checkCartridge: (specification: CartridgeToMake) => void;
}

/** A cartridge that is made where the home lacks it. */
export interface CartridgeToMake {
  readonly barcode: string;
  readonly mediumType?: string | undefined;
  readonly capacityBytes?: number | undefined;
  readonly earlyWarningBytes?: number | undefined;
  readonly partitions?: number | undefined;
  readonly writeProtected?: boolean | undefined;
  readonly writeOnce?: boolean | undefined;
  readonly usesLeft?: number | undefined;
}
