/** TapeAlert flags of a drive or a changer (SSC-4 §4.2, SMC-3). */
import * as z from 'zod';
import { oneOrMore } from '../../../config/value.ts';
import { UserError } from '../../../foundation/user-error.ts';
import { defineAction } from '../../action.ts';
import { tapeAlertWords, type WrittenFlag } from '../../tape-alert-words.ts';
import type { UnitHandle } from '../../unit-handle.ts';

export const tapeAlert = defineAction({
  name: 'tape-alert',
  group: 'scsi',
  summary: 'Raise TapeAlert flags, or lower them.',
  manual:
    'Log pages 2Eh and 12h show them, to each nexus once on page 2Eh; where a host has asked for it by mode page 1Ch, it is told with 5D/00 besides. They ' +
    'end as real ones do: with the next cartridge that is loaded, but for those of the drive itself, or when they are lowered. Nothing is wrong with the ' +
    'device. Names are those of T10, and a drive and a library have different ones.',
  parameters: z.strictObject({
    flags: oneOrMore(tapeAlertWords).describe('by name or number: `cleaning-required`, 20, or a list'),
    lower: z.boolean().default(false).describe('`true`: their conditions have ended'),
  }),
  deed: (subject, { flags, lower }, hands) => {
    for (const unit of hands.units(subject)) {
      const numbers = flags.map((flag) => numberFor(unit, flag));
      if (lower) unit.alerts.lower(...numbers);
      else unit.alerts.raise(...numbers);
    }
  },
});

function numberFor({ device, kind }: UnitHandle, flag: WrittenFlag): number {
  const number = flag[kind];
  if (number !== undefined) return number;
  throw new UserError('flag-unknown', `${device} has no TapeAlert flag '${flag.written}': it is a ${kind}.`);
}
