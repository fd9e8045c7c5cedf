/** The medium changers this product can be, by the names a configuration uses: one file a family. */
import type { ChangerModel } from '../../changer/model.ts';
import { adicAutoloaders, aitAutoloaders, ddsAutoloaders, dltAutoloaders, seagateAutoloaders } from './autoloaders.ts';
import { exabyteChangers } from './exabyte.ts';
import { genericChanger } from './generic.ts';
import { hpChangers } from './hp.ts';
import { ibmChangers } from './ibm.ts';
import { independentChangers } from './independent.ts';
import { jukeboxes } from './jukeboxes.ts';
import { quantumChangers } from './quantum.ts';
import { storageTekChangers } from './storagetek.ts';

export interface ChangerFamily {
  /** For people. */
  readonly name: string;
  readonly models: readonly ChangerModel[];
}

export const changerFamilies: readonly ChangerFamily[] = [
  { name: 'Of this program', models: [genericChanger] },
  { name: 'IBM', models: ibmChangers },
  { name: 'StorageTek', models: storageTekChangers },
  { name: 'HP', models: hpChangers },
  { name: 'ADIC and Quantum', models: quantumChangers },
  { name: 'ATL, Breece Hill, Overland, Qualstar and Spectra Logic', models: independentChangers },
  { name: 'Exabyte', models: exabyteChangers },
  {
    name: 'Autoloaders',
    models: [...ddsAutoloaders, ...seagateAutoloaders, ...aitAutoloaders, ...adicAutoloaders, ...dltAutoloaders],
  },
  { name: 'Jukeboxes', models: jukeboxes },
];

export const changerModels: ReadonlyMap<string, ChangerModel> = new Map(
  changerFamilies.flatMap(({ models }) => models).map((model) => [model.name, model]),
);

export { genericChanger };
