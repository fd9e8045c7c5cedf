/** A unit attention condition of the rule's choosing (SAM-5 §5.14). */
import * as z from 'zod';
import { checkCondition } from '../../../scsi/outcome.ts';
import { unitAttention as sense } from '../../../scsi/sense.ts';
import { defineAction } from '../../action.ts';
import { additionalSenseWords } from '../../sense-words.ts';

export const unitAttention = defineAction({
  name: 'unit-attention',
  group: 'scsi',
  summary: 'Tell hosts a unit attention condition.',
  manual:
    'Each nexus of the unit is told it once, with the next command that reports unit attentions: that which the rule fires on among them, which is not ' +
    'executed then. With `when: after` it is told from the next command on. Those that tell of a reset (29/xx, 3F/01) take the place of all that was ' +
    'pending; nothing is reset.',
  parameters: z.strictObject({
    condition: additionalSenseWords.describe("T10's words or numbers: `28/00`, `REPORTED LUNS DATA HAS CHANGED`"),
    tell: z.enum(['all', 'initiator']).default('all').describe('`initiator`: that one only which the rule or the timeline is about'),
  }),
  at: {
    command: async ({ row, context, unit, occurrence: { initiator }, outcome, proceed }, { condition, tell }) => {
      unit.establishUnitAttention(condition, tell === 'all' ? {} : { initiator });
      if (outcome !== undefined || row.unitAttention === 'passed') return proceed();
      const told = unit.takeUnitAttention(context.nexus);
      return told === undefined ? proceed() : checkCondition(sense(told));
    },
  },
  deed: (subject, { condition, tell }, hands) => {
    for (const unit of hands.units(subject)) unit.establishUnitAttention(condition, tell === 'all' ? {} : { initiator: subject.initiator });
  },
});
