/** A device whose power goes off and on (SAM-5 §6.3.1). */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { duration } from '../../words.ts';

export const powerCycle = defineAction({
  name: 'power-cycle',
  group: 'scsi',
  summary: 'Switch a drive or a changer off and on again.',
  manual:
    'Its tasks are gone without a status. A drive loses what waits in its buffer, which the host was told had been written, and stands at the beginning of ' +
    'the tape; reservations, mode pages that were not saved, and who it said it was until the next power on are lost with it. Persistent reservations ' +
    'that were to be kept are kept. While it is off it is away as with `vanish-lun`. When it is back each nexus is told 29/00. The sessions go on, as ' +
    'behind a bridge that has power of its own, or are lost with it, as with a drive that is a target itself.',
  parameters: z.strictObject({
    off: duration.optional().describe('how long it is off; on again at once unless given'),
    as: z.enum(['absent', 'disconnected']).default('disconnected').describe('what INQUIRY says while it is off: 7Fh, or qualifier 001b'),
    sessions: z.enum(['survive', 'lost']).default('survive').describe('`lost`: every session with its target ends with a RST'),
  }),
  deed: async (subject, { off, as, sessions }, hands) => {
    const units = hands.units(subject);
    if (sessions === 'lost') for (const target of new Set(units.map((unit) => unit.target))) hands.breakOffSessions(target);
    await Promise.all(
      units.map(async (unit) => {
        const withdrawal = off === undefined ? undefined : unit.withdraw(as);
        await unit.powerOff();
        if (off !== undefined && !(await hands.pause(off))) return;
        await unit.powerOn();
        withdrawal?.end();
      }),
    );
  },
});
