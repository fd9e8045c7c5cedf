/** `tapelab fault`: the rules in force in a running server, and what there is to know of rules without one. */
import type { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { faultAddVerb } from './fault-add.ts';
import { faultExplainVerb } from './fault-explain.ts';
import { faultListVerb } from './fault-list.ts';
import { faultPresetsVerb } from './fault-presets.ts';
import { faultRemoveVerb } from './fault-remove.ts';
import { faultResetVerb } from './fault-reset.ts';
import { faultShowVerb } from './fault-show.ts';
import { faultStateVerb } from './fault-state.ts';
import { noun } from './noun.ts';

export const faultNoun = (composition: Composition): Command =>
  noun('fault', 'what goes wrong in a running server, by rules', [
    faultAddVerb(composition),
    faultListVerb(composition),
    faultShowVerb(composition),
    faultRemoveVerb(composition),
    faultResetVerb(composition),
    faultStateVerb(composition),
    faultPresetsVerb(composition),
    faultExplainVerb(composition),
  ]);
