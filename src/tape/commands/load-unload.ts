/**
 * LOAD UNLOAD (SSC-4 §7.3).
 *
 *     0 OPERATION CODE 1Bh │ 1 IMMED (bit 0) │ 4 HOLD (bit 3) EOT (bit 2) RETEN (bit 1) LOAD (bit 0) │ 5 CONTROL
 *
 * LOAD=1 threads the cartridge that waits in the drive; a loaded one goes to its beginning. LOAD=0 ejects it to where only the operator, or
 * another LOAD, gets at it; with HOLD=1 it stays inside. Nothing takes time, so IMMED=1 ends like IMMED=0, and RETEN is for real tape.
 */
import { toBlockNumber } from '../../cartridge/volume.ts';
import { flag, layout } from '../../foundation/layout.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import { illegalRequest, invalidFieldInCdb, notReady } from '../../scsi/sense.ts';
import type { Nexus } from '../../scsi/target.ts';
import type { Mechanism } from '../mechanism.ts';
import { TapeAlertFlag } from '../tape-alert.ts';

const cdb = layout(6, {
  immediate: flag(1, 0),
  hold: flag(4, 3),
  endOfTape: flag(4, 2),
  retension: flag(4, 1),
  load: flag(4, 0),
});

export const loadUnload = defineCommand({
  name: 'LOAD UNLOAD',
  operationCode: 0x1b,
  cdb,
  dataDirection: 'none',
  reference: 'SSC-4 §7.3',
  execute: async (drive: Mechanism, { hold, endOfTape, load }, { nexus }) => {
    if (load && endOfTape) return checkCondition(invalidFieldInCdb(cdb.position('endOfTape')));
    return load ? loadVolume(drive, nexus, hold) : unloadVolume(drive, hold);
  },
});

async function loadVolume(drive: Mechanism, nexus: Nexus, hold: boolean): Promise<Outcome> {
  if (drive.cartridgeState === 'absent') return checkCondition(notReady(additionalSense.mediumNotPresent));
  if (drive.cartridgeState !== 'loaded') {
    // On hold the cartridge is drawn in and goes no further.
    if (hold) await drive.unload('held');
    else drive.load(nexus);
    return good;
  }
  const failure = await drive.settle();
  if (failure !== undefined) return checkCondition(failure);
  await drive.head.changePartition(0);
  drive.head.moveTo(toBlockNumber(0));
  return good;
}

async function unloadVolume(drive: Mechanism, hold: boolean): Promise<Outcome> {
  if (drive.cartridgeState === 'absent') return checkCondition(notReady(additionalSense.mediumNotPresent));
  if (!hold && drive.removalPrevented) {
    drive.alerts.raise(TapeAlertFlag.noRemoval);
    return checkCondition(illegalRequest(additionalSense.mediumRemovalPrevented));
  }
  if (drive.cartridgeState === 'loaded') {
    const failure = await drive.settle();
    if (failure !== undefined) return checkCondition(failure);
  }
  await drive.unload(hold ? 'held' : 'unloaded');
  return good;
}
