/** The drives this product can be, by the names a configuration uses. */
import type { DriveModel } from '../tape/model.ts';
import { lto8 } from './lto.ts';

export const driveModels: ReadonlyMap<string, DriveModel> = new Map([lto8].map((model) => [model.name, model]));

export { lto8 };
