/** Why a robot does not even begin what was planned: a door or an element is in the way, or a drive does not let go. */
import type { Contents } from './contents.ts';
import type { Door } from './door.ts';
import { nameOf } from './element-words.ts';
import type { Plan, RobotCarriage } from './plan.ts';
import type { Refusal } from './refusal.ts';

export interface Surroundings {
  readonly contents: Contents;
  readonly door: Door;
  readonly unloadsDrives: boolean;
}

export function hindranceTo(plan: Plan, surroundings: Surroundings): Refusal | undefined {
  if (!('why' in plan)) return firstOf(plan, (carriage) => hindranceOf(carriage, surroundings));
  if (plan.why !== 'source-empty' || surroundings.contents.conditions.of(plan.element).obstructed !== true) return plan;
  const message = `what is in ${nameOf(plan.element)} cannot be gripped`;
  return { why: 'robot-failed', failure: { why: 'mechanical-positioning', message } };
}

function hindranceOf({ source, destination }: RobotCarriage, { contents, door, unloadsDrives }: Surroundings): Refusal | undefined {
  for (const element of [source, destination]) {
    if (door.isOpenAt(element)) return { why: 'import-export-open', element };
    if (contents.conditions.of(element).inaccessible) return { why: 'element-inaccessible', element };
  }
  if (contents.conditions.of(destination).obstructed) return { why: 'destination-full', element: destination };
  const drive = contents.driveIn(source);
  if (drive?.removalPrevented) return { why: 'removal-prevented', element: source };
  if (drive?.engaged && !unloadsDrives) return { why: 'drive-not-unloaded', element: source };
  return undefined;
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
