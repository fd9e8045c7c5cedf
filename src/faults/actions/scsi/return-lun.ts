/** A logical unit that comes back after `vanish-lun`. */
import * as z from 'zod';
import { UserError } from '../../../foundation/user-error.ts';
import { defineAction } from '../../action.ts';
import { disguiseOf, identityWords, notTwoSerialNumbers } from '../../identity-words.ts';

export const returnLun = defineAction({
  name: 'return-lun',
  group: 'scsi',
  summary: 'Bring a logical unit back that has vanished, as it was or as another.',
  manual:
    'All units of the target, this one among them, tell each nexus REPORTED LUNS DATA HAS CHANGED (3F/0E). A unit that comes back with another serial ' +
    'number, other names or without VPD page 80h tells INQUIRY DATA HAS CHANGED (3F/03) besides, with other firmware MICROCODE HAS BEEN CHANGED (3F/01); ' +
    'it stays that one until `change-identity` makes it another or the lab is started again.',
  parameters: z.strictObject(identityWords).superRefine(notTwoSerialNumbers),
  deed: (subject, words, hands) => {
    for (const unit of hands.units(subject)) {
      if (!unit.withdrawn) throw new UserError('unit-present', `${unit.device} has not vanished.`, { hint: "'vanish-lun' takes it away." });
      if (Object.keys(words).length > 0) unit.disguise(disguiseOf(words, unit, hands), { lasts: true, told: true });
      unit.putBack();
    }
  },
});
