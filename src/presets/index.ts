/** All presets, group by group. */

import { becomingReady } from './drive/becoming-ready.ts';
import { brokenDrive } from './drive/broken-drive.ts';
import { busyDrive } from './drive/busy-drive.ts';
import { dirtyDrive } from './drive/dirty-drive.ts';
import { exchangedDrive } from './drive/exchanged-drive.ts';
import { failingLoad } from './drive/failing-load.ts';
import { hungDrive } from './drive/hung-drive.ts';
import { powerFailure } from './drive/power-failure.ts';
import { reservedDrive } from './drive/reserved-drive.ts';
import { slowDrive } from './drive/slow-drive.ts';
import { stuckTape } from './drive/stuck-tape.ts';
import { updatedFirmware } from './drive/updated-firmware.ts';
import { badSpot } from './medium/bad-spot.ts';
import { damagedArchive } from './medium/damaged-archive.ts';
import { fullAtOnce } from './medium/full-at-once.ts';
import { fullEarly } from './medium/full-early.ts';
import { halfABlock } from './medium/half-a-block.ts';
import { kb839591 } from './medium/kb839591.ts';
import { noRoomAtEnd } from './medium/no-room-at-end.ts';
import { protectedTape } from './medium/protected-tape.ts';
import { unreadableMemory } from './medium/unreadable-memory.ts';
import { badSequence } from './path/bad-sequence.ts';
import { cablePulled } from './path/cable-pulled.ts';
import { damagedData } from './path/damaged-data.ts';
import { deadPortal } from './path/dead-portal.ts';
import { deafToAborts } from './path/deaf-to-aborts.ts';
import { flakyNetwork } from './path/flaky-network.ts';
import { hiddenTarget } from './path/hidden-target.ts';
import { kb889330 } from './path/kb889330.ts';
import { lostAnswer } from './path/lost-answer.ts';
import { lostCommand } from './path/lost-command.ts';
import { refusedLogins } from './path/refused-logins.ts';
import { restartedServer } from './path/restarted-server.ts';
import { silentHang } from './path/silent-hang.ts';
import { slowLine } from './path/slow-line.ts';
import { vanishedDevice } from './path/vanished-device.ts';
import type { Preset } from './preset.ts';
import { confusedLabels } from './robot/confused-labels.ts';
import { droppedCartridge } from './robot/dropped-cartridge.ts';
import { emptySlot } from './robot/empty-slot.ts';
import { exchangedDrives } from './robot/exchanged-drives.ts';
import { jammedRobot } from './robot/jammed-robot.ts';
import { lazyRobot } from './robot/lazy-robot.ts';
import { magazineOut } from './robot/magazine-out.ts';
import { missedGrip } from './robot/missed-grip.ts';
import { occupiedSlot } from './robot/occupied-slot.ts';
import { openedDoor } from './robot/opened-door.ts';
import { unreadableLabel } from './robot/unreadable-label.ts';
import { bitRot } from './store/bit-rot.ts';
import { failingDisk } from './store/failing-disk.ts';
import { fullDisk } from './store/full-disk.ts';
import { slowDisk } from './store/slow-disk.ts';

const rows: readonly Preset[] = [
  badSpot,
  damagedArchive,
  fullAtOnce,
  fullEarly,
  halfABlock,
  kb839591,
  noRoomAtEnd,
  protectedTape,
  unreadableMemory,
  becomingReady,
  brokenDrive,
  busyDrive,
  dirtyDrive,
  exchangedDrive,
  failingLoad,
  hungDrive,
  powerFailure,
  reservedDrive,
  slowDrive,
  stuckTape,
  updatedFirmware,
  confusedLabels,
  droppedCartridge,
  emptySlot,
  exchangedDrives,
  jammedRobot,
  lazyRobot,
  magazineOut,
  missedGrip,
  occupiedSlot,
  openedDoor,
  unreadableLabel,
  badSequence,
  cablePulled,
  damagedData,
  deadPortal,
  deafToAborts,
  flakyNetwork,
  hiddenTarget,
  kb889330,
  lostAnswer,
  lostCommand,
  refusedLogins,
  restartedServer,
  silentHang,
  slowLine,
  vanishedDevice,
  bitRot,
  failingDisk,
  fullDisk,
  slowDisk,
];

export const presets: ReadonlyMap<string, Preset> = new Map(rows.map((row) => [row.name, row]));
