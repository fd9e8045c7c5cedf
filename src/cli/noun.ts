/** A word that verbs follow: `tapelab drive`, and `tapelab library door`. */
import { Command } from '@commander-js/extra-typings';

export const noun = (name: string, summary: string, verbs: readonly object[]): Command =>
  verbs.reduce((group: Command, made) => group.addCommand(made as Command), new Command(name).description(summary) as Command);
