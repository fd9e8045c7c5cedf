/** `tapelab trace`: what has happened on a running server. */
import type { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { noun } from './noun.ts';
import { traceSaveVerb } from './trace-save.ts';
import { traceTailVerb } from './trace-tail.ts';

export const traceNoun = (composition: Composition): Command =>
  noun('trace', 'what has happened on a running server', [traceTailVerb(composition), traceSaveVerb(composition)]);
