/**
 * How long commands may take, for REPORT SUPPORTED OPERATION CODES (SPC-4 §6.35.4): from the motions of the drive as built or as timed, whichever are
 * slower, since a host chooses its patience by the product. Nominal is the longest way there is; recommended is twice that and a minute.
 */
import type { CommandTimeouts } from '../scsi/device-server.ts';
import type { Timing } from './timing.ts';

type Motion = (timing: Timing) => number;

const transport: Motion = ({ loadMs, unloadMs, fullRewindMs }) => loadMs + unloadMs + fullRewindMs;
const search: Motion = ({ fullLocateMs, fullRewindMs, repositionMs }) => Math.max(fullLocateMs, fullRewindMs) + repositionMs;
const erase: Motion = ({ fullEraseMs, fullRewindMs }) => fullEraseMs + fullRewindMs;
/** A drive that turns round again and again before it gives up. */
const transfer: Motion = ({ repositionMs }) => 10 * repositionMs;

/** T10 names without the length of their CDB. */
const motions: Readonly<Record<string, Motion>> = {
  'LOAD UNLOAD': transport,
  REWIND: search,
  LOCATE: search,
  SPACE: search,
  'FORMAT MEDIUM': search,
  'SET CAPACITY': search,
  ERASE: erase,
  READ: transfer,
  'READ REVERSE': transfer,
  WRITE: transfer,
  'WRITE FILEMARKS': transfer,
  VERIFY: transfer,
};

export function commandTimeouts(name: string, timings: readonly Timing[]): CommandTimeouts {
  const motion = motions[name.replace(/\(\d+\)$/, '')];
  const longestMs = motion === undefined ? 0 : Math.max(...timings.map(motion));
  const nominal = Math.max(1, Math.ceil(longestMs / 1000));
  return { nominal, recommended: 2 * nominal + 60 };
}
