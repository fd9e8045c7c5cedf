/** The robot's actions, and those on the elements that it serves. */
import type { Action } from '../../action.ts';
import { destinationFull } from './destination-full.ts';
import { dropCartridge } from './drop-cartridge.ts';
import { elementAccess } from './element-access.ts';
import { elementException } from './element-exception.ts';
import { endlessMove } from './endless-move.ts';
import { inconsistentElementStatus } from './inconsistent-element-status.ts';
import { jam } from './jam.ts';
import { mechanicalPositioningError } from './mechanical-positioning-error.ts';
import { mendElement } from './mend-element.ts';
import { openDoor } from './open-door.ts';
import { slowRobot } from './slow-robot.ts';
import { sourceEmpty } from './source-empty.ts';
import { unreadableBarcode } from './unreadable-barcode.ts';
import { wrongBarcode } from './wrong-barcode.ts';
import { wrongDvcid } from './wrong-dvcid.ts';

export const robotActions: readonly Action[] = [
  jam,
  mechanicalPositioningError,
  dropCartridge,
  sourceEmpty,
  destinationFull,
  openDoor,
  slowRobot,
  endlessMove,
  wrongBarcode,
  unreadableBarcode,
  elementException,
  elementAccess,
  wrongDvcid,
  inconsistentElementStatus,
  mendElement,
];
