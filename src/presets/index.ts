/** All presets, group by group. */
import { badSpot } from './medium/bad-spot.ts';
import type { Preset } from './preset.ts';

const rows: readonly Preset[] = [badSpot];

export const presets: ReadonlyMap<string, Preset> = new Map(rows.map((row) => [row.name, row]));
