/**
 * What may stand between a logical unit and the commands it executes: it is shown each command once its preconditions have been checked, lets it
 * proceed or ends it itself, and sees how it ended.
 */
import type { CommandContext, ServedCommand } from './command.ts';
import type { Outcome } from './outcome.ts';

export interface CommandAtHand {
  readonly row: ServedCommand;
  readonly task: CommandContext;
  /** How a precondition ends it before it begins; `proceed` answers the same. */
  readonly refused: Outcome | undefined;
}

export interface CommandFilter {
  /** Whether it has anything to do with commands now; while it has not, none is shown to it. */
  readonly inForce: boolean;
  pass(command: CommandAtHand, proceed: () => Promise<Outcome>): Promise<Outcome>;
}
