/**
 * How long commands may take, for REPORT SUPPORTED OPERATION CODES (SPC-4 §6.35.4): from the motions of the product's robot and the number of its
 * elements. Nominal is the longest there is; recommended is twice that and a minute.
 */
import { type ElementLayout, elementTypeNames } from '../library/element.ts';
import type { RobotTiming } from '../library/robot.ts';
import type { CommandTimeouts } from '../scsi/device-server.ts';

/** What a drive may take to rewind and unload before the robot gets the cartridge, which is the drive's to say and long. */
const unloadMs = 300_000;

type Motion = (timing: RobotTiming, elements: number) => number;
const scan: Motion = ({ scanMs }, elements) => scanMs * elements;

/** T10 names. */
const motions: Readonly<Record<string, Motion>> = {
  'MOVE MEDIUM': ({ moveMs }) => moveMs + unloadMs,
  'EXCHANGE MEDIUM': ({ moveMs }) => 2 * (moveMs + unloadMs),
  'POSITION TO ELEMENT': ({ positionMs }) => positionMs,
  'REZERO UNIT': ({ positionMs }) => positionMs,
  'INITIALIZE ELEMENT STATUS': scan,
  'INITIALIZE ELEMENT STATUS WITH RANGE': scan,
  'INITIALIZE ELEMENT STATUS WITH RANGE, vendor-specific': scan,
  'READ ELEMENT STATUS': scan,
};

export function commandTimeouts(name: string, timing: RobotTiming, layout: ElementLayout): CommandTimeouts {
  const elements = elementTypeNames.reduce((sum, type) => sum + layout[type].count, 0);
  const nominal = Math.max(1, Math.ceil((motions[name]?.(timing, elements) ?? 0) / 1000));
  return { nominal, recommended: 2 * nominal + 60 };
}
