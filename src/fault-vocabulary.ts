/** The words that rules may use of the house: all actions, and T10's names of all commands that a drive or a changer has. */
import { changerCommands, vendorSpecificChangerCommands } from './changer/commands/index.ts';
import { actions } from './faults/actions/index.ts';
import type { RuleSurroundings } from './faults/rule.ts';
import { everySharedCommand } from './scsi/commands/index.ts';
import { tapeCommands } from './tape/commands/index.ts';

const rows = [...everySharedCommand, ...tapeCommands, ...changerCommands, ...vendorSpecificChangerCommands];

export const faultVocabulary: RuleSurroundings = {
  actions,
  commands: [...new Set(rows.map(({ name }) => name))].sort(),
  groups: {
    read: ['READ(6)', 'READ(16)', 'READ REVERSE(6)', 'READ REVERSE(16)'],
    write: ['WRITE(6)', 'WRITE(16)'],
    move: ['MOVE MEDIUM', 'EXCHANGE MEDIUM'],
  },
};
