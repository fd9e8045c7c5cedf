/** The end of `not-ready`. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const ready = defineAction({
  name: 'ready',
  group: 'scsi',
  summary: 'Have a unit that `not-ready` has made not ready be ready again.',
  manual:
    'Each nexus is told NOT READY TO READY CHANGE (28/00), unless the device is not ready for a reason of its own, such as a drive without a cartridge. ' +
    'Nothing happens to a unit that nothing kept from being ready.',
  parameters: z.strictObject({}),
  deed: (subject, _parameters, hands) => {
    for (const unit of hands.units(subject)) unit.endImpediment();
  },
});
