/** What no drive has unless its model says so: the options of the standards, all of them left out. */
import type { DriveModel } from '../tape/model.ts';

type Features = 'setmarks' | 'maximumPartitions' | 'writeOnceMedia' | 'encryption' | 'programmableEarlyWarning' | 'logicalBlockProtection';

export const plainFeatures: Pick<DriveModel, Features> = {
  setmarks: false,
  maximumPartitions: 1,
  writeOnceMedia: false,
  encryption: false,
  programmableEarlyWarning: false,
  logicalBlockProtection: false,
};
