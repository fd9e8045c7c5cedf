/** The drives this product can be, by the names a configuration uses: one file a family. */
import type { DriveModel } from '../tape/model.ts';
import { aitDrives } from './ait.ts';
import { ddsDrives } from './dds.ts';
import { dltDrives } from './dlt.ts';
import { exabyteDrives } from './exabyte.ts';
import { generic } from './generic.ts';
import { ibm3592Drives } from './ibm-3592.ts';
import { lto8, ltoDrives } from './lto.ts';
import { storageTekDrives } from './storagetek.ts';
import { travanDrives } from './travan.ts';

export interface Family {
  /** For people: `DDS and DAT`. */
  readonly name: string;
  readonly models: readonly DriveModel[];
}

export const families: readonly Family[] = [
  { name: 'Of this program', models: [generic] },
  { name: 'LTO', models: ltoDrives },
  { name: 'DDS and DAT', models: ddsDrives },
  { name: 'DLT and Super DLT', models: dltDrives },
  { name: '8 mm', models: exabyteDrives },
  { name: 'AIT', models: aitDrives },
  { name: 'Travan and QIC', models: travanDrives },
  { name: 'IBM 3592', models: ibm3592Drives },
  { name: 'StorageTek', models: storageTekDrives },
];

export const driveModels: ReadonlyMap<string, DriveModel> = new Map(
  families.flatMap(({ models }) => models).map((model) => [model.name, model]),
);

export { generic, lto8 };
