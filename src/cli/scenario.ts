/** `tapelab scenario`: a script of faults, run in a lab of its own or in a running server. */
import type { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { noun } from './noun.ts';
import { scenarioCheckVerb } from './scenario-check.ts';
import { scenarioRunVerb } from './scenario-run.ts';
import { scenarioStateVerb, scenarioStopVerb } from './scenario-state.ts';

export const scenarioNoun = (composition: Composition): Command =>
  noun('scenario', 'what goes wrong when, and what is expected of the host, by a script', [
    scenarioRunVerb(composition),
    scenarioCheckVerb(composition),
    scenarioStateVerb(composition),
    scenarioStopVerb(composition),
  ]);
