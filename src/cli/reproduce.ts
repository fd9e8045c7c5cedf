/** `tapelab reproduce`: the two failures that Microsoft tells of, played out. */
import type { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { noun } from './noun.ts';
import { reproduceKb839591Verb } from './reproduce-kb839591.ts';
import { reproduceKb889330Verb } from './reproduce-kb889330.ts';

export const reproduceNoun = (composition: Composition): Command =>
  noun('reproduce', 'what Microsoft tells of two failures, on a simulated Windows', [
    reproduceKb889330Verb(composition),
    reproduceKb839591Verb(composition),
  ]);
