/** The rows of a tape drive that SSC-4 adds to what every logical unit has. */
import type { Command } from '../../scsi/command.ts';
import type { Mechanism } from '../mechanism.ts';
import { erase6 } from './erase.ts';
import { loadUnload } from './load-unload.ts';
import { locate10 } from './locate.ts';
import { read6 } from './read.ts';
import { readBlockLimits } from './read-block-limits.ts';
import { readPosition } from './read-position.ts';
import { reportDensitySupport } from './report-density-support.ts';
import { rewind } from './rewind.ts';
import { space6 } from './space.ts';
import { write6 } from './write.ts';
import { writeFilemarks6 } from './write-filemarks.ts';

export const tapeCommands: readonly Command<Mechanism>[] = [
  rewind,
  readBlockLimits,
  read6,
  write6,
  writeFilemarks6,
  space6,
  erase6,
  loadUnload,
  locate10,
  ...readPosition,
  reportDensitySupport,
];
