/** The medium changers this product can be, by the names a configuration uses: one file a family. */
import type { ChangerModel } from '../../changer/model.ts';
import { genericChanger } from './generic.ts';
import { ibmChangers } from './ibm.ts';

export interface ChangerFamily {
  /** For people. */
  readonly name: string;
  readonly models: readonly ChangerModel[];
}

export const changerFamilies: readonly ChangerFamily[] = [
  { name: 'Of this program', models: [genericChanger] },
  { name: 'IBM', models: ibmChangers },
];

export const changerModels: ReadonlyMap<string, ChangerModel> = new Map(
  changerFamilies.flatMap(({ models }) => models).map((model) => [model.name, model]),
);

export { genericChanger };
