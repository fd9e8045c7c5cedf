/** The rows of a tape drive that SSC-4 adds to what every logical unit has. */
import type { Command } from '../../scsi/command.ts';
import type { Mechanism } from '../mechanism.ts';
import { allowOverwrite } from './allow-overwrite.ts';
import { erase6, erase16 } from './erase.ts';
import { formatMedium } from './format-medium.ts';
import { loadUnload } from './load-unload.ts';
import { locate10, locate16 } from './locate.ts';
import { read6, read16, readReverse6, readReverse16 } from './read.ts';
import { readAttribute } from './read-attribute.ts';
import { readBlockLimits } from './read-block-limits.ts';
import { readPosition } from './read-position.ts';
import { recoverBufferedData } from './recover-buffered-data.ts';
import { reportDensitySupport } from './report-density-support.ts';
import { rewind } from './rewind.ts';
import { setCapacity } from './set-capacity.ts';
import { space6, space16 } from './space.ts';
import { verify6, verify16 } from './verify.ts';
import { write6, write16 } from './write.ts';
import { writeAttribute } from './write-attribute.ts';
import { writeFilemarks6, writeFilemarks16 } from './write-filemarks.ts';

export const tapeCommands: readonly Command<Mechanism>[] = [
  rewind,
  formatMedium,
  readBlockLimits,
  read6,
  write6,
  setCapacity,
  readReverse6,
  writeFilemarks6,
  space6,
  verify6,
  recoverBufferedData,
  erase6,
  loadUnload,
  locate10,
  ...readPosition,
  reportDensitySupport,
  readAttribute,
  writeAttribute,
  writeFilemarks16,
  readReverse16,
  allowOverwrite,
  read16,
  write16,
  verify16,
  space16,
  locate16,
  erase16,
];
